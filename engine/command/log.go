package main

import (
	"bytes"
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
)

// A logFunc shows a line to the person who runs pulumi, under the resource.
type logFunc func(urn, line string)

func engineLog(host *provider.HostClient) logFunc {
	return func(urn, line string) {
		// A line that cannot be shown is no reason to fail the command that wrote it.
		_ = host.Log(context.Background(), diag.Info, resource.URN(urn), line)
	}
}

// lineWriter passes on what is written to it line by line.
type lineWriter struct {
	line func(string)
	rest []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.rest = append(w.rest, p...)
	for {
		line, rest, found := bytes.Cut(w.rest, []byte("\n"))
		if !found {
			return len(p), nil
		}
		w.line(string(line))
		w.rest = rest
	}
}

// flush passes on a last line that has no end.
func (w *lineWriter) flush() {
	if len(w.rest) > 0 {
		w.line(string(w.rest))
		w.rest = nil
	}
}
