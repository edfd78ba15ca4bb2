package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/pkg/sftp"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// copyToRemote copies an asset or an archive over SFTP. Deleting it leaves the
// files where they are, as the published plugin does.
var copyToRemote = kind{
	inputs: fields{
		"connection": {accepts: object(connectionInputs()), required: true},
		"source":     {accepts: source, required: true},
		"remotePath": {accepts: text, required: true},
		"triggers":   {accepts: list(anything), replaces: true},
	},
	create: copyFiles,
	update: func(ctx context.Context, c *call) (resource.PropertyMap, error) {
		if c.inputs["source"].DeepEquals(c.previous["source"]) &&
			c.inputs["remotePath"].DeepEquals(c.previous["remotePath"]) {
			return nil, nil // only the way to the host changed
		}
		return copyFiles(ctx, c)
	},
	remove: func(context.Context, *call) error { return nil },
}

// source accepts what the published plugin can copy.
func source(path string, value resource.PropertyValue) []*pulumirpc.CheckFailure {
	switch {
	case value.IsAsset():
		asset := value.AssetValue()
		return unless(asset.IsPath() || asset.IsText(), path, "must be a FileAsset or a StringAsset, no RemoteAsset")
	case value.IsArchive():
		return unless(value.ArchiveValue().IsPath(), path, "must be a FileArchive, no AssetArchive or RemoteArchive")
	}
	return []*pulumirpc.CheckFailure{failure(path, "must be an asset or an archive")}
}

func copyFiles(ctx context.Context, c *call) (resource.PropertyMap, error) {
	target := connectionOf(objectOf(c.inputs, "connection"))
	err := copyOver(ctx, target, c.inputs["source"], stringOf(c.inputs, "remotePath"), c.log)
	if err != nil {
		return nil, errors.New(c.redact.hide(err.Error()))
	}
	return nil, nil
}

func copyOver(
	ctx context.Context, target *connection, from resource.PropertyValue, to string, log func(string),
) error {
	client, err := target.dial(ctx, log)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	remote, err := sftp.NewClient(client, sftp.UseConcurrentWrites(true))
	if err != nil {
		return fmt.Errorf("%s: the server has no SFTP subsystem, which CopyToRemote needs: %w", target, err)
	}
	defer func() { _ = remote.Close() }()

	files := &upload{remote: remote}
	switch {
	case from.IsAsset() && from.AssetValue().IsText():
		err = files.text(from.AssetValue().Text, to)
	case from.IsAsset():
		err = files.path(from.AssetValue().Path, to)
	default:
		err = files.path(from.ArchiveValue().Path, to)
	}
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", target, err)
	}
	return nil
}
