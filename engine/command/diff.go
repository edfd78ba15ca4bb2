package main

import (
	"context"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Diff compares the inputs one by one. Only triggers replace a resource; every
// other change updates it in place.
func (s *server) Diff(_ context.Context, r *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	kind, err := kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	olds, err := decode(r.GetOldInputs())
	if err != nil {
		return nil, err
	}
	news, err := decode(r.GetNews())
	if err != nil {
		return nil, err
	}
	olds, news = revealAll(olds), revealAll(news)
	response := &pulumirpc.DiffResponse{
		Changes:         pulumirpc.DiffResponse_DIFF_NONE,
		HasDetailedDiff: true,
		DetailedDiff:    map[string]*pulumirpc.PropertyDiff{},
	}
	for _, name := range slices.Sorted(maps.Keys(kind.inputs)) {
		key := resource.PropertyKey(name)
		if slices.Contains(r.GetIgnoreChanges(), name) || olds[key].DeepEquals(news[key]) {
			continue
		}
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
		response.Diffs = append(response.Diffs, name)
		how := pulumirpc.PropertyDiff_UPDATE
		if kind.inputs[name].replaces {
			response.Replaces = append(response.Replaces, name)
			how = pulumirpc.PropertyDiff_UPDATE_REPLACE
		}
		response.DetailedDiff[name] = &pulumirpc.PropertyDiff{Kind: how, InputDiff: true}
	}
	return response, nil
}
