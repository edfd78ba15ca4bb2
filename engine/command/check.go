package main

import (
	"context"
	"maps"
	"slices"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Check names every input that is unknown, missing or of the wrong type, and
// fills in defaults.
func (s *server) Check(_ context.Context, r *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	kind, err := kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	inputs, err := decode(r.GetNews())
	if err != nil {
		return nil, err
	}
	failures := kind.inputs.check("", inputs)
	for key, value := range kind.defaults {
		if _, ok := inputs[key]; !ok {
			inputs[key] = value
		}
	}
	encoded, err := encode(inputs)
	return &pulumirpc.CheckResponse{Inputs: encoded, Failures: failures}, err
}

func kindNames() []string { return slices.Sorted(maps.Keys(kinds)) }
