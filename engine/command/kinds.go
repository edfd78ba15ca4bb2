package main

import (
	"context"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A kind is one resource type.
type kind struct {
	inputs   fields
	defaults resource.PropertyMap // filled in by Check, as the published plugin does
	outputs  []resource.PropertyKey

	// create, update and remove do the work and return the outputs that are not
	// inputs. They are not called in a preview.
	create, update func(context.Context, *call) (resource.PropertyMap, error)
	remove         func(context.Context, *call) error
}

// A call is what create, update and remove are given.
type call struct {
	inputs   resource.PropertyMap // without marks as secrets
	previous resource.PropertyMap // the state before, without marks; nil for create
	log      func(line string)    // takes a line of output
	redact   redactor
}

var kinds = map[string]kind{
	"command:local:Command":       localCommand,
	"command:remote:Command":      remoteCommand,
	"command:remote:CopyToRemote": copyToRemote,
}

// kindOf finds the kind of urn:pulumi:stack::project::parent$type::name.
func kindOf(urn string) (kind, error) {
	token := string(resource.URN(urn).Type())
	found, ok := kinds[token]
	if !ok {
		return kind{}, status.Errorf(codes.Unimplemented,
			"this build of the command plugin has no %q; it has %s", token, strings.Join(kindNames(), ", "))
	}
	return found, nil
}
