package main

import (
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/ssh"
)

func TestWrongHostKeyIsRefusedAtOnce(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	other, _ := newKey(t)
	start := time.Now()
	_, err := plugin.create(remoteURN, props{
		"connection": server.connection(props{"hostKey": str(other)}), "create": str("echo must not run"),
	})
	if err == nil {
		t.Fatal("a wrong host key must be refused")
	}
	contains(t, err.Error(), "host key mismatch", fingerprint(t, other), fingerprint(t, server.hostKey), "@127.0.0.1:")
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("a wrong host key was tried again for %s", took)
	}
}

// The server has no key of this type: it presents another, which the message names.
func TestHostKeyOfAnotherTypeIsRefused(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	const rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDEbKq5U57fhzQ3SBbs3NVmgY2ouYZfPhc6cXBNEFpRT3T100fnbkYw+EHi76nwsp" +
		"+uGxk08kh4GG881DrgotptrJj2dJxXpWp/SFdVu5S9fFU6l6dCTC9IBYYCCV8PvXbBZ3oDZyyyJT7/vXSaUdbk3x9MeNlYrgItm2KY6MdHYw=="
	_, err := plugin.create(remoteURN, props{
		"connection": server.connection(props{"hostKey": str(rsa)}), "create": str("true"),
	})
	if err == nil {
		t.Fatal("a wrong host key must be refused")
	}
	contains(t, err.Error(), "host key mismatch", "ssh-rsa SHA256:", "the server presented")
}

func TestWrongCredentialsAreRefusedAtOnce(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	_, stranger := newKey(t)
	start := time.Now()
	_, err := plugin.create(remoteURN, props{
		"connection": server.connection(props{"privateKey": str(stranger)}), "create": str("true"),
	})
	if err == nil {
		t.Fatal("a stranger's key must be refused")
	}
	contains(t, err.Error(), "refuses the credentials", "@127.0.0.1:")
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("wrong credentials were tried again for %s", took)
	}
}

func TestUnreachablePortHonoursDialErrorLimit(t *testing.T) {
	_, private := newKey(t)
	nobody := sshd{port: freePort(t), privateKey: private}
	for limit, attempts := range map[float64]string{0: "after 1 attempts", 2: "after 3 attempts"} {
		start := time.Now()
		_, err := newPlugin(t).create(remoteURN, props{"create": str("true"), "connection": nobody.connection(props{
			"dialErrorLimit": resource.NewProperty(limit), "hostKey": resource.NewNullProperty(),
		})})
		if err == nil {
			t.Fatal("nobody listens there")
		}
		contains(t, err.Error(), attempts, "connection refused", "dialErrorLimit")
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%v failed dials took %s", limit, took)
		}
	}
}

func TestBadPrivateKeyIsNamedAndNotRepeated(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	_, err := plugin.create(remoteURN, props{
		"connection": server.connection(props{"privateKey": str("this is no key")}), "create": str("true"),
	})
	if err == nil {
		t.Fatal("no key, no connection")
	}
	contains(t, err.Error(), "connection.privateKey cannot be read")
}

func TestProxy(t *testing.T) {
	bastion, server, plugin := startSSHD(t), startSSHD(t), newPlugin(t)
	connection := server.connection(props{"proxy": bastion.connection(nil)})
	state, err := plugin.create(remoteURN, props{"connection": connection, "create": str("echo through")})
	must(t, err)
	equal(t, out(state, "stdout"), "through")
}

func fingerprint(t *testing.T, key string) string {
	t.Helper()
	public, _, _, _, err := ssh.ParseAuthorizedKey([]byte(key))
	must(t, err)
	return ssh.FingerprintSHA256(public)
}
