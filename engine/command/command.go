package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// An execution is one run of a command, on this machine or on another.
type execution struct {
	command     string
	stdin       string
	environment map[string]string // given by the user
	previous    map[string]string // the output of the run before; optional where it cannot be set
	stdout      io.Writer
	stderr      io.Writer
}

// An executor runs a command with the inputs of its resource and waits for its end.
type executor func(ctx context.Context, inputs resource.PropertyMap, e execution, warn func(string)) error

var commandInputs = fields{
	"create":                 {accepts: text},
	"update":                 {accepts: text},
	"delete":                 {accepts: text},
	"stdin":                  {accepts: text},
	"environment":            {accepts: texts},
	"triggers":               {accepts: list(anything), replaces: true},
	"logging":                {accepts: oneOf("stdout", "stderr", "stdoutAndStderr", "none")},
	"addPreviousOutputInEnv": {accepts: boolean},
}

// commandKind is what the two Command resources have in common: `create` runs on
// creation; `update`, or `create` where there is none, on every change of an input;
// `delete` on deletion.
func commandKind(inputs fields, run executor) kind {
	return kind{
		inputs:   inputs,
		defaults: resource.PropertyMap{"addPreviousOutputInEnv": resource.NewProperty(true)},
		outputs:  []resource.PropertyKey{"stdout", "stderr"},
		create: func(ctx context.Context, c *call) (resource.PropertyMap, error) {
			return c.execute(ctx, run, stringOf(c.inputs, "create"))
		},
		update: func(ctx context.Context, c *call) (resource.PropertyMap, error) {
			command := stringOf(c.inputs, "update")
			if _, ok := c.inputs["update"]; !ok {
				command = stringOf(c.inputs, "create")
			}
			return c.execute(ctx, run, command)
		},
		remove: func(ctx context.Context, c *call) error {
			_, err := c.execute(ctx, run, stringOf(c.inputs, "delete"))
			return err
		},
	}
}

// execute runs the command; where there is none, the output stays what it was.
func (c *call) execute(ctx context.Context, run executor, command string) (resource.PropertyMap, error) {
	if command == "" {
		return outputs(stringOf(c.previous, "stdout"), stringOf(c.previous, "stderr")), nil
	}
	capture := newCapture(stringOf(c.inputs, "logging"), c.log)
	err := run(ctx, c.inputs, execution{
		command:     command,
		stdin:       stringOf(c.inputs, "stdin"),
		environment: textsOf(c.inputs, "environment"),
		previous:    c.previousOutput(),
		stdout:      capture.stdout,
		stderr:      capture.stderr,
	}, c.log)
	capture.flush()
	if err != nil {
		return nil, fmt.Errorf("%s: running %q:\n%s",
			c.redact.hide(err.Error()), c.redact.hide(command), c.redact.hide(capture.both.String()))
	}
	return outputs(capture.out.String(), capture.err.String()), nil
}

func (c *call) previousOutput() map[string]string {
	previous := map[string]string{}
	if wanted := c.inputs["addPreviousOutputInEnv"]; wanted.IsBool() && !wanted.BoolValue() {
		return previous
	}
	for name, key := range map[string]resource.PropertyKey{
		"PULUMI_COMMAND_STDOUT": "stdout",
		"PULUMI_COMMAND_STDERR": "stderr",
	} {
		if value := stringOf(c.previous, key); value != "" {
			previous[name] = value
		}
	}
	return previous
}

func outputs(stdout, stderr string) resource.PropertyMap {
	return resource.PropertyMap{
		"stdout": resource.NewProperty(strings.ToValidUTF8(strings.TrimSuffix(stdout, "\n"), "\uFFFD")),
		"stderr": resource.NewProperty(strings.ToValidUTF8(strings.TrimSuffix(stderr, "\n"), "\uFFFD")),
	}
}

func textsOf(properties resource.PropertyMap, key resource.PropertyKey) map[string]string {
	texts := map[string]string{}
	for name, value := range objectOf(properties, key) {
		if value.IsString() {
			texts[string(name)] = value.StringValue()
		}
	}
	return texts
}
