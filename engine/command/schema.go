package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// field describes one input.
type field struct {
	accepts  rule
	required bool
	replaces bool   // a change replaces the resource instead of updating it
	refused  string // why an input that the published plugin has is not honoured here
}

// fields describes the inputs of a resource, or the members of one of its objects.
type fields map[string]field

// A rule names what is wrong with a value that is known and not null. It never
// repeats the value, which may be a secret.
type rule func(path string, value resource.PropertyValue) []*pulumirpc.CheckFailure

// check names everything that is wrong with the given properties. Values that
// are not known yet pass.
func (f fields) check(path string, properties resource.PropertyMap) (failures []*pulumirpc.CheckFailure) {
	for _, key := range properties.StableKeys() {
		name, value := string(key), reveal(properties[key])
		at := join(path, name)
		known, ok := f[name]
		switch {
		case strings.HasPrefix(name, "__") || value.IsNull():
		case !ok:
			names := strings.Join(slices.Sorted(maps.Keys(f)), ", ")
			failures = append(failures, failure(at, fmt.Sprintf("unknown input; the inputs here are %s", names)))
		case known.refused != "":
			failures = append(failures, failure(at, known.refused))
		case !value.IsComputed():
			failures = append(failures, known.accepts(at, value)...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if f[name].required && reveal(properties[resource.PropertyKey(name)]).IsNull() {
			failures = append(failures, failure(join(path, name), "missing; this input is required"))
		}
	}
	return failures
}

func failure(property, reason string) *pulumirpc.CheckFailure {
	return &pulumirpc.CheckFailure{Property: property, Reason: reason}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
