package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/ssh"
)

// remoteCommand runs commands over SSH.
var remoteCommand = commandKind(remoteInputs(), runRemotely)

func remoteInputs() fields {
	inputs := fields{"connection": {accepts: object(connectionInputs()), required: true}}
	maps.Copy(inputs, commandInputs)
	return inputs
}

func runRemotely(ctx context.Context, inputs resource.PropertyMap, e execution, warn func(string)) error {
	target := connectionOf(objectOf(inputs, "connection"))
	client, err := target.dial(ctx, warn)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		return fmt.Errorf("%s: cannot open a session: %w", target, err)
	}
	defer func() { _ = session.Close() }()
	if err := setEnvironment(session, e, warn); err != nil {
		return fmt.Errorf("%s: %w", target, err)
	}
	session.Stdin = strings.NewReader(e.stdin)
	session.Stdout, session.Stderr = e.stdout, e.stderr

	stop := context.AfterFunc(ctx, func() {
		// The signal ends the command; the closed connection ends the wait for it.
		_ = session.Signal(ssh.SIGTERM)
		time.AfterFunc(grace, func() { _ = client.Close() })
	})
	defer stop()
	err = session.Run(e.command)
	if ctx.Err() != nil {
		return fmt.Errorf("%s: cancelled: %w", target, ctx.Err())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", target, err)
	}
	return nil
}

// setEnvironment fails where the server refuses a variable that the user gave,
// and warns where it refuses the previous output.
func setEnvironment(session *ssh.Session, e execution, warn func(string)) error {
	const fix = "the SSH server does not accept it: name it in AcceptEnv of its sshd_config, or write NAME=value " +
		"before the command"
	for _, name := range slices.Sorted(maps.Keys(e.environment)) {
		if err := session.Setenv(name, e.environment[name]); err != nil {
			return fmt.Errorf("could not set environment variable %q: %w: %s", name, err, fix)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.previous)) {
		if session.Setenv(name, e.previous[name]) != nil {
			warn(fmt.Sprintf("%s is not set for this command: %s", name, fix))
		}
	}
	return nil
}
