package main

import (
	"bytes"
	"io"
	"slices"
	"sync"
)

// A capture keeps what a command writes, apart and together in the order of
// writing, and logs it line by line as it comes.
type capture struct {
	stdout, stderr io.Writer
	out, err, both bytes.Buffer
	logs           []*lineWriter
}

// newCapture logs both streams unless the resource's `logging` says otherwise.
func newCapture(logging string, log func(string)) *capture {
	c := &capture{}
	var writing sync.Mutex // the two streams come from two goroutines
	c.stdout = c.writer(&writing, &c.out, log, slices.Contains([]string{"", "stdoutAndStderr", "stdout"}, logging))
	c.stderr = c.writer(&writing, &c.err, log, slices.Contains([]string{"", "stdoutAndStderr", "stderr"}, logging))
	return c
}

func (c *capture) writer(writing *sync.Mutex, own io.Writer, log func(string), logged bool) io.Writer {
	writers := []io.Writer{own, &c.both}
	if logged {
		line := &lineWriter{line: log}
		c.logs = append(c.logs, line)
		writers = append(writers, line)
	}
	return &exclusive{writing, io.MultiWriter(writers...)}
}

// flush logs last lines that have no end.
func (c *capture) flush() {
	for _, line := range c.logs {
		line.flush()
	}
}

type exclusive struct {
	writing *sync.Mutex
	to      io.Writer
}

func (e *exclusive) Write(p []byte) (int, error) {
	e.writing.Lock()
	defer e.writing.Unlock()
	return e.to.Write(p)
}
