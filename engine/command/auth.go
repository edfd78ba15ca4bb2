package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// auth is every way that the connection offers to authenticate: the private key
// first, then the password, then the agent. Close the closer after the handshake.
func (c *connection) auth() ([]ssh.AuthMethod, io.Closer, error) {
	var methods []ssh.AuthMethod
	if c.privateKey != "" {
		signer, err := c.signer()
		if err != nil {
			return nil, nil, err
		}
		methods = append(methods, ssh.PublicKeys(signer))
	}
	if c.password != "" {
		methods = append(methods, ssh.Password(c.password), ssh.KeyboardInteractive(c.answer))
	}
	path := c.agentSocketPath
	if path == "" {
		path = os.Getenv("SSH_AUTH_SOCK")
	}
	if path == "" {
		return methods, io.NopCloser(nil), nil
	}
	socket, err := net.Dial("unix", path)
	if err != nil {
		return nil, nil, fmt.Errorf("connection.agentSocketPath (or SSH_AUTH_SOCK): cannot reach the SSH agent: %w", err)
	}
	return append(methods, ssh.PublicKeysCallback(agent.NewClient(socket).Signers)), socket, nil
}

func (c *connection) signer() (ssh.Signer, error) {
	if c.privateKeyPassword != "" {
		signer, err := ssh.ParsePrivateKeyWithPassphrase([]byte(c.privateKey), []byte(c.privateKeyPassword))
		if err != nil {
			return nil, errors.New("connection.privateKey cannot be read with connection.privateKeyPassword: " +
				"give a private key in PEM form and its password")
		}
		return signer, nil
	}
	signer, err := ssh.ParsePrivateKey([]byte(c.privateKey))
	var encrypted *ssh.PassphraseMissingError
	if errors.As(err, &encrypted) {
		return nil, errors.New("connection.privateKey is encrypted: give connection.privateKeyPassword as well")
	}
	if err != nil {
		return nil, errors.New("connection.privateKey cannot be read: give the content of a private key file in PEM form")
	}
	return signer, nil
}

// answer gives the password to every question of keyboard-interactive authentication.
func (c *connection) answer(_, _ string, questions []string, _ []bool) ([]string, error) {
	answers := make([]string, len(questions))
	for i := range answers {
		answers[i] = c.password
	}
	return answers, nil
}
