package main

import (
	"context"
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// Create makes the resource; in a preview it only says that the outputs are not known yet.
func (s *server) Create(ctx context.Context, r *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	kind, err := kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	state, err := s.apply(ctx, r.GetUrn(), kind, kind.create, nil, r.GetProperties(), r.GetPreview())
	if err != nil || r.GetPreview() {
		return &pulumirpc.CreateResponse{Properties: state}, err
	}
	id, err := resource.NewUniqueHex(resource.URN(r.GetUrn()).Name(), 8, 0)
	return &pulumirpc.CreateResponse{Id: id, Properties: state}, err
}

// Update changes the resource; in a preview it only says that the outputs are not known yet.
func (s *server) Update(ctx context.Context, r *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	kind, err := kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	state, err := s.apply(ctx, r.GetUrn(), kind, kind.update, r.GetOlds(), r.GetNews(), r.GetPreview())
	return &pulumirpc.UpdateResponse{Properties: state}, err
}

// Read returns the state as it is: what a command did cannot be looked up.
func (s *server) Read(_ context.Context, r *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	return &pulumirpc.ReadResponse{Id: r.GetId(), Properties: r.GetProperties(), Inputs: r.GetInputs()}, nil
}

// Delete removes the resource.
func (s *server) Delete(ctx context.Context, r *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	kind, err := kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	state, err := decode(r.GetProperties())
	if err != nil {
		return nil, err
	}
	ctx, end := s.untilCancelled(ctx)
	defer end()
	return &emptypb.Empty{}, kind.remove(ctx, s.call(r.GetUrn(), state, state))
}

type work = func(context.Context, *call) (resource.PropertyMap, error)

// apply does the work, unless this is a preview, and returns the new state.
func (s *server) apply(
	ctx context.Context, urn string, kind kind, work work, olds, news *structpb.Struct, preview bool,
) (*structpb.Struct, error) {
	previous, err := decode(olds)
	if err != nil {
		return nil, err
	}
	inputs, err := decode(news)
	if err != nil {
		return nil, err
	}
	state := maps.Clone(inputs)
	if preview {
		for _, key := range kind.outputs {
			state[key] = resource.MakeComputed(resource.NewProperty(""))
		}
		return encode(state)
	}
	ctx, end := s.untilCancelled(ctx)
	defer end()
	outputs, err := work(ctx, s.call(urn, inputs, previous))
	if err != nil {
		return nil, err
	}
	// The output of a command may well repeat a secret that it was given. Only the
	// connection, which is always secret, is not passed to the command.
	secret := mentionsSecret(inputs)
	for key, value := range outputs {
		if state[key] = value; secret {
			state[key] = resource.MakeSecret(value)
		}
	}
	return encode(state)
}

func (s *server) call(urn string, inputs, previous resource.PropertyMap) *call {
	redact := newRedactor(inputs)
	return &call{
		inputs:   revealAll(inputs),
		previous: revealAll(previous),
		redact:   redact,
		log:      func(line string) { s.log(urn, redact.hide(line)) },
	}
}

// mentionsSecret says whether any input but the connection is secret.
func mentionsSecret(inputs resource.PropertyMap) bool {
	for key, value := range inputs {
		if key != "connection" && value.ContainsSecrets() {
			return true
		}
	}
	return false
}
