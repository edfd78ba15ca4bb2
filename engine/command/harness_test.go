package main

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"
)

type props = resource.PropertyMap

const (
	localURN  = "urn:pulumi:dev::demo::command:local:Command::one"
	remoteURN = "urn:pulumi:dev::demo::my:component:Host$command:remote:Command::one"
	copyURN   = "urn:pulumi:dev::demo::command:remote:CopyToRemote::one"
)

// A driver drives the server as the engine does.
type driver struct {
	*server
	t     *testing.T
	lines *logged
}

type logged struct {
	sync.Mutex
	lines []string
}

func (l *logged) text() string {
	l.Lock()
	defer l.Unlock()
	return strings.Join(l.lines, "\n")
}

func newPlugin(t *testing.T) *driver {
	lines := &logged{}
	return &driver{t: t, lines: lines, server: newServer(func(_, line string) {
		lines.Lock()
		defer lines.Unlock()
		lines.lines = append(lines.lines, line)
	})}
}

// checked returns the inputs that Check passes on, and its failures as "property: reason".
func (d *driver) checked(urn string, inputs props) (props, string) {
	d.t.Helper()
	response, err := d.Check(context.Background(), &pulumirpc.CheckRequest{Urn: urn, News: d.wire(inputs)})
	must(d.t, err)
	var failures []string
	for _, f := range response.GetFailures() {
		failures = append(failures, f.GetProperty()+": "+f.GetReason())
	}
	return d.read(response.GetInputs()), strings.Join(failures, "\n")
}

func (d *driver) create(urn string, inputs props) (props, error) {
	d.t.Helper()
	inputs, failures := d.checked(urn, inputs)
	if failures != "" {
		d.t.Fatal(failures)
	}
	response, err := d.Create(context.Background(), &pulumirpc.CreateRequest{Urn: urn, Properties: d.wire(inputs)})
	return d.read(response.GetProperties()), err
}

func (d *driver) update(urn string, state, inputs props) (props, error) {
	d.t.Helper()
	response, err := d.Update(context.Background(), &pulumirpc.UpdateRequest{
		Urn: urn, Id: "id", Olds: d.wire(state), News: d.wire(inputs),
	})
	return d.read(response.GetProperties()), err
}

func (d *driver) remove(urn string, state props) error {
	_, err := d.Delete(context.Background(), &pulumirpc.DeleteRequest{Urn: urn, Id: "id", Properties: d.wire(state)})
	return err
}

func (d *driver) diff(urn string, olds, news props) *pulumirpc.DiffResponse {
	d.t.Helper()
	response, err := d.Diff(context.Background(), &pulumirpc.DiffRequest{
		Urn: urn, Id: "id", OldInputs: d.wire(olds), News: d.wire(news),
	})
	must(d.t, err)
	return response
}

func (d *driver) wire(properties props) *structpb.Struct {
	d.t.Helper()
	encoded, err := encode(properties)
	must(d.t, err)
	return encoded
}

func (d *driver) read(properties *structpb.Struct) props {
	d.t.Helper()
	decoded, err := decode(properties)
	must(d.t, err)
	return decoded
}

func str(value string) resource.PropertyValue    { return resource.NewProperty(value) }
func secret(value string) resource.PropertyValue { return resource.MakeSecret(str(value)) }

// out reads an output, secret or not.
func out(state props, key resource.PropertyKey) string { return stringOf(revealAll(state), key) }

func contains(t *testing.T, what string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(what, part) {
			t.Errorf("%q is missing in:\n%s", part, what)
		}
	}
}

func equal[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
