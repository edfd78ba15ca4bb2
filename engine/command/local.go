package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// localCommand runs commands on this machine.
var localCommand = commandKind(localInputs(), runLocally)

func localInputs() fields {
	const noAssets = "this build of the command plugin does not collect files; read them in the program, or install " +
		"Pulumi's own command plugin"
	inputs := fields{
		"dir":          {accepts: text},
		"interpreter":  {accepts: list(text)},
		"assetPaths":   {refused: noAssets},
		"archivePaths": {refused: noAssets},
	}
	maps.Copy(inputs, commandInputs)
	return inputs
}

// Time that a command has between the signal to end and its end by force.
const grace = 5 * time.Second

func runLocally(ctx context.Context, inputs resource.PropertyMap, e execution, _ func(string)) error {
	argv := stringsOf(inputs, "interpreter")
	if len(argv) == 0 {
		argv = []string{"/bin/sh", "-c"}
	}
	argv = append(argv, e.command)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = stringOf(inputs, "dir")
	cmd.Stdin = strings.NewReader(e.stdin)
	cmd.Stdout, cmd.Stderr = e.stdout, e.stderr
	cmd.Env = os.Environ()
	for _, more := range []map[string]string{e.previous, e.environment} {
		for _, name := range slices.Sorted(maps.Keys(more)) {
			cmd.Env = append(cmd.Env, name+"="+more[name])
		}
	}
	// The command's children end with it: they are one process group.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = grace
	err := cmd.Run()
	if ctx.Err() != nil {
		return fmt.Errorf("cancelled: %w", ctx.Err())
	}
	return err
}
