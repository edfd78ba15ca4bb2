package main

import (
	"crypto/ed25519"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/ssh"
)

// An sshd is a real OpenSSH server on a loopback port, running as the current user.
type sshd struct {
	port       int
	privateKey string
	hostKey    string
}

// startSSHD starts a server that ends with the test. It has host keys of two types,
// as every server has several, and accepts variables whose names begin with TEST_ or PULUMI_.
func startSSHD(t *testing.T) sshd {
	t.Helper()
	directory := t.TempDir()
	if os.Geteuid() == 0 {
		must(t, os.MkdirAll("/run/sshd", 0o755))
	}
	hostKey, hostPrivate := newKey(t)
	clientKey, clientPrivate := newKey(t)
	write(t, filepath.Join(directory, "host_ed25519"), hostPrivate)
	write(t, filepath.Join(directory, "authorized_keys"), clientKey)
	ecdsa := filepath.Join(directory, "host_ecdsa")
	must(t, exec.Command("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", ecdsa).Run())

	s := sshd{port: freePort(t), privateKey: clientPrivate, hostKey: hostKey}
	config := filepath.Join(directory, "sshd_config")
	write(t, config, fmt.Sprintf(`ListenAddress 127.0.0.1
Port %d
HostKey %[2]s/host_ecdsa
HostKey %[2]s/host_ed25519
AuthorizedKeysFile %[2]s/authorized_keys
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
AcceptEnv TEST_* PULUMI_*
Subsystem sftp internal-sftp
`, s.port, directory))
	cmd := exec.Command("/usr/sbin/sshd", "-D", "-e", "-f", config)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	s.await(t)
	return s
}

// connection is the input that reaches the server, with changes.
func (s sshd) connection(changes resource.PropertyMap) resource.PropertyValue {
	me, _ := user.Current()
	connection := resource.PropertyMap{
		"host":       resource.NewProperty("127.0.0.1"),
		"port":       resource.NewProperty(float64(s.port)),
		"user":       resource.NewProperty(me.Username),
		"privateKey": resource.NewProperty(s.privateKey),
		"hostKey":    resource.NewProperty(s.hostKey),
	}
	for key, value := range changes {
		connection[key] = value
	}
	return resource.MakeSecret(resource.NewProperty(connection))
}

func (s sshd) await(t *testing.T) {
	t.Helper()
	for range 100 {
		if conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))); err == nil {
			_ = conn.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("sshd does not listen")
}

// newKey returns a public key in the form of authorized_keys and its private key in PEM form.
func newKey(t *testing.T) (public, private string) {
	t.Helper()
	key, secret, err := ed25519.GenerateKey(nil)
	must(t, err)
	block, err := ssh.MarshalPrivateKey(secret, "")
	must(t, err)
	sshKey, err := ssh.NewPublicKey(key)
	must(t, err)
	return string(ssh.MarshalAuthorizedKey(sshKey)), string(pem.EncodeToMemory(block))
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

func write(t *testing.T, path, content string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(content), 0o600))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
