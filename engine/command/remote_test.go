package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"google.golang.org/protobuf/types/known/emptypb"
)

func TestRemoteCommandPassesStdinAndEnvironment(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	state, err := plugin.create(remoteURN, props{
		"connection":  server.connection(nil),
		"create":      str(`cat; echo "$TEST_ONE"; echo warned >&2`),
		"stdin":       str("from stdin\n"),
		"environment": resource.NewProperty(props{"TEST_ONE": str("from the environment")}),
	})
	must(t, err)
	equal(t, out(state, "stdout"), "from stdin\nfrom the environment")
	equal(t, out(state, "stderr"), "warned")
	equal(t, state["stdout"].IsSecret(), false)
	equal(t, state["connection"].IsSecret(), true)
	contains(t, plugin.lines.text(), "from stdin", "warned")
}

func TestRemoteFailureTellsStatusAndStderrButNoSecret(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	_, err := plugin.create(remoteURN, props{
		"connection": server.connection(nil),
		"create":     str("cat; echo it broke >&2; exit 3"),
		"stdin":      secret("hunter2-hunter2"),
	})
	if err == nil {
		t.Fatal("exit status 3 is no success")
	}
	contains(t, err.Error(), "status 3", "it broke", "127.0.0.1", "[secret]")
	if all := err.Error() + plugin.lines.text(); strings.Contains(all, "hunter2") || strings.Contains(all, "PRIVATE KEY") {
		t.Errorf("a secret got out: %s", all)
	}
}

func TestOutputIsSecretWhenAnInputIs(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	state, err := plugin.create(remoteURN, props{
		"connection": server.connection(nil), "create": str("cat"), "stdin": secret("hunter2-hunter2"),
	})
	must(t, err)
	equal(t, state["stdout"].IsSecret(), true)
	equal(t, out(state, "stdout"), "hunter2-hunter2")
}

func TestUpdateAndDeleteSeeThePreviousOutput(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	witness := filepath.Join(t.TempDir(), "witness")
	inputs := props{
		"connection": server.connection(nil),
		"create":     str("echo created"),
		"update":     str(`echo "updated after $PULUMI_COMMAND_STDOUT"`),
		"delete":     str(`printf "deleted after $PULUMI_COMMAND_STDOUT" > ` + witness),
	}
	state, err := plugin.create(remoteURN, inputs)
	must(t, err)
	state, err = plugin.update(remoteURN, state, inputs)
	must(t, err)
	equal(t, out(state, "stdout"), "updated after created")

	must(t, plugin.remove(remoteURN, state))
	content, err := os.ReadFile(witness)
	must(t, err)
	equal(t, string(content), "deleted after updated after created")

	without := inputs.Copy()
	without["addPreviousOutputInEnv"] = resource.NewProperty(false)
	state, err = plugin.update(remoteURN, state, without)
	must(t, err)
	equal(t, out(state, "stdout"), "updated after ")
}

func TestUpdateRunsCreateWhereThereIsNoUpdate(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	state, err := plugin.update(remoteURN, props{}, props{"connection": server.connection(nil), "create": str("echo again")})
	must(t, err)
	equal(t, out(state, "stdout"), "again")
}

func TestRefusedVariableIsNamed(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	_, err := plugin.create(remoteURN, props{
		"connection":  server.connection(nil),
		"create":      str("true"),
		"environment": resource.NewProperty(props{"OTHER": str("the-value-itself")}),
	})
	if err == nil {
		t.Fatal("a refused variable must not be ignored")
	}
	contains(t, err.Error(), "OTHER", "AcceptEnv")
	equal(t, strings.Contains(err.Error(), "the-value-itself"), false)
}

func TestCancelEndsARemoteCommand(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	pidFile := filepath.Join(t.TempDir(), "pid")
	go func() {
		for range 100 {
			if _, err := os.Stat(pidFile); err == nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		_, _ = plugin.Cancel(context.Background(), &emptypb.Empty{})
	}()
	start := time.Now()
	_, err := plugin.create(remoteURN, props{
		"connection": server.connection(nil), "create": str("echo $$ > " + pidFile + "; sleep 60; echo no"),
	})
	if err == nil || time.Since(start) > 20*time.Second {
		t.Fatalf("error %v after %s", err, time.Since(start))
	}
	contains(t, err.Error(), "cancelled")
}
