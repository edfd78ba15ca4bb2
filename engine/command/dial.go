package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// The wait before the second dial, its growth and its limit, as in the published plugin.
const (
	firstWait   = 100 * time.Millisecond
	waitGrowth  = 1.5
	longestWait = 5 * time.Second
)

// dial connects and authenticates, through the proxy where there is one. A server
// that cannot be reached is dialled again up to dialErrorLimit times; one that
// refuses the credentials or presents the wrong host key is not: it would only
// refuse again.
func (c *connection) dial(ctx context.Context, log func(string)) (*ssh.Client, error) {
	if c.proxy == nil {
		return c.dialThrough(ctx, (&net.Dialer{}).DialContext, log)
	}
	proxy, err := c.proxy.dial(ctx, log)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	client, err := c.dialThrough(ctx, proxy.DialContext, log)
	if err != nil {
		_ = proxy.Close()
		return nil, err
	}
	go func() { // the way ends with the connection that uses it
		_ = client.Wait()
		_ = proxy.Close()
	}()
	return client, nil
}

// A dialer opens a TCP connection, from here or from the proxy.
type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

func (c *connection) dialThrough(ctx context.Context, dialer dialer, log func(string)) (*ssh.Client, error) {
	wait := firstWait
	for failed := 1; ; failed++ {
		client, err := c.try(ctx, dialer)
		if err == nil {
			return client, nil
		}
		switch {
		case ctx.Err() != nil:
			return nil, fmt.Errorf("%s: cancelled: %w", c, ctx.Err())
		case isFinal(err):
			return nil, fmt.Errorf("%s: %w", c, err)
		case c.dialErrorLimit >= 0 && failed > c.dialErrorLimit:
			return nil, fmt.Errorf("%s: cannot connect after %d attempts (connection.dialErrorLimit is %d): %w; "+
				"check the address, and that an SSH server listens there", c, failed, c.dialErrorLimit, err)
		}
		log(fmt.Sprintf("%s: dial %d failed: %v; trying again", c, failed, err))
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(time.Duration(float64(wait)*waitGrowth), longestWait)
	}
}

// try dials once; perDialTimeout limits the whole of it, greeting and authentication too.
func (c *connection) try(ctx context.Context, dialer dialer) (*ssh.Client, error) {
	methods, agent, err := c.auth()
	if err != nil {
		return nil, &finalError{err}
	}
	defer func() { _ = agent.Close() }()
	verify, algorithms, err := c.verification()
	if err != nil {
		return nil, &finalError{err}
	}
	if c.perDialTimeout > 0 {
		var end context.CancelFunc
		ctx, end = context.WithTimeout(ctx, c.perDialTimeout)
		defer end()
	}
	socket, err := dialer(ctx, "tcp", c.address())
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { _ = socket.Close() })()
	conn, channels, requests, err := ssh.NewClientConn(socket, c.address(), &ssh.ClientConfig{
		User: c.user, Auth: methods, HostKeyCallback: verify, HostKeyAlgorithms: algorithms,
	})
	if err != nil {
		_ = socket.Close()
		return nil, classify(ctx, err)
	}
	return ssh.NewClient(conn, channels, requests), nil
}

// A finalError does not go away by dialling again.
type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

func isFinal(err error) bool {
	var final *finalError
	return errors.As(err, &final)
}

func classify(ctx context.Context, err error) error {
	var wrongKey *hostKeyError
	switch {
	case errors.As(err, &wrongKey):
		return &finalError{wrongKey}
	case strings.Contains(err.Error(), "unable to authenticate"): // the library has no type for it
		return &finalError{fmt.Errorf("the server refuses the credentials: check connection.user and the key or password: %w", err)}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("no answer within connection.perDialTimeout: %w", err)
	}
	return err
}
