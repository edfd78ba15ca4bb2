package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"google.golang.org/protobuf/types/known/emptypb"
)

func TestLocalCommand(t *testing.T) {
	plugin, directory := newPlugin(t), t.TempDir()
	state, err := plugin.create(localURN, props{
		"create":      str(`pwd; cat; printf "$ONE"; echo warned >&2`),
		"dir":         str(directory),
		"stdin":       str("in\n"),
		"environment": resource.NewProperty(props{"ONE": str("1")}),
		"interpreter": resource.NewProperty([]resource.PropertyValue{str("/bin/sh"), str("-e"), str("-c")}),
		"logging":     str("stderr"),
	})
	must(t, err)
	real, err := filepath.EvalSymlinks(directory)
	must(t, err)
	equal(t, out(state, "stdout"), real+"\nin\n1")
	equal(t, out(state, "stderr"), "warned")
	equal(t, plugin.lines.text(), "warned")
}

func TestLocalFailure(t *testing.T) {
	_, err := newPlugin(t).create(localURN, props{"create": str("echo it broke >&2; exit 4")})
	if err == nil {
		t.Fatal("exit status 4 is no success")
	}
	contains(t, err.Error(), "exit status 4", "it broke")
}

func TestACommandOfNothingDoesNothing(t *testing.T) {
	plugin := newPlugin(t)
	state, err := plugin.create(localURN, props{"delete": str("true")})
	must(t, err)
	equal(t, out(state, "stdout"), "")
	must(t, plugin.remove(localURN, state))
}

// Cancelling ends the children of the shell as well, else they would keep the output open.
func TestCancelEndsALocalCommandAndItsChildren(t *testing.T) {
	plugin, started := newPlugin(t), filepath.Join(t.TempDir(), "started")
	go func() {
		for range 100 {
			if _, err := os.Stat(started); err == nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		_, _ = plugin.Cancel(context.Background(), &emptypb.Empty{})
	}()
	start := time.Now()
	_, err := plugin.create(localURN, props{"create": str("touch " + started + "; sleep 60; true")})
	if err == nil || time.Since(start) > grace {
		t.Fatalf("error %v after %s", err, time.Since(start))
	}
	contains(t, err.Error(), "cancelled")
}
