package main

import (
	"fmt"
	"net"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"golang.org/x/crypto/ssh"
)

// publicKey accepts a public key as it stands in authorized_keys: TYPE BASE64 [COMMENT].
func publicKey(path string, value resource.PropertyValue) []*pulumirpc.CheckFailure {
	if !value.IsString() {
		return text(path, value)
	}
	_, _, _, _, err := ssh.ParseAuthorizedKey([]byte(value.StringValue()))
	return unless(err == nil, path,
		"must be a public key such as \"ssh-ed25519 AAAA…\", one line of ssh-keyscan without the host name")
}

// A hostKeyError says that a server is not the one it should be.
type hostKeyError struct{ expected, presented string }

func (e *hostKeyError) Error() string {
	return fmt.Sprintf("host key mismatch: connection.hostKey is %s, the server presented %s; if the server was set up "+
		"anew, replace connection.hostKey, else somebody else answers at this address", e.expected, e.presented)
}

// verification is the callback that compares the server's key with hostKey, and the
// algorithms to ask for: a server has keys of several types, the one given must be
// the one it presents. Without a hostKey every server is believed.
func (c *connection) verification() (ssh.HostKeyCallback, []string, error) {
	if c.hostKey == "" {
		return ssh.InsecureIgnoreHostKey(), nil, nil //nolint:gosec // what the published plugin does
	}
	expected, _, _, _, err := ssh.ParseAuthorizedKey([]byte(c.hostKey))
	if err != nil {
		return nil, nil, fmt.Errorf("connection.hostKey is no public key: %w", err)
	}
	callback := func(_ string, _ net.Addr, presented ssh.PublicKey) error {
		if string(presented.Marshal()) == string(expected.Marshal()) {
			return nil
		}
		return &hostKeyError{describe(expected), describe(presented)}
	}
	return callback, algorithms(expected.Type()), nil
}

// algorithms are the signatures that a key of this type can give, and for a wrong
// server's sake all others after them, so that the error can name the key it presents.
func algorithms(keyType string) []string {
	first := []string{keyType}
	if keyType == ssh.KeyAlgoRSA {
		first = []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSA}
	}
	return append(first, ssh.SupportedAlgorithms().HostKeys...)
}

func describe(key ssh.PublicKey) string { return key.Type() + " " + ssh.FingerprintSHA256(key) }
