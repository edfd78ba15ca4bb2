package main

import (
	"context"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

var unknown = resource.MakeComputed(resource.NewProperty(""))

func TestCheckNamesWhatIsWrong(t *testing.T) {
	remote := &asset.Asset{Sig: resource.AssetSig, URI: "https://example.org/file", Hash: "unread"}
	connection := resource.NewProperty(props{"host": str("h")})
	for want, test := range map[string]struct {
		urn    string
		inputs props
	}{
		"creat: unknown input":               {localURN, props{"creat": str("echo")}},
		"assetPaths: this build":             {localURN, props{"assetPaths": resource.NewProperty([]resource.PropertyValue{str("*")})}},
		"create: must be a string":           {localURN, props{"create": resource.NewProperty(1.0)}},
		"environment.A: must be a string":    {localURN, props{"environment": resource.NewProperty(props{"A": resource.NewProperty(1.0)})}},
		"interpreter[1]: must be a string":   {localURN, props{"interpreter": resource.NewProperty([]resource.PropertyValue{str("sh"), resource.NewProperty(true)})}},
		"connection: missing":                {remoteURN, props{"create": str("echo")}},
		"connection.host: missing":           {remoteURN, props{"connection": resource.NewProperty(props{})}},
		"connection.hostname: unknown input": {remoteURN, props{"connection": secretly(props{"host": str("h"), "hostname": str("h")})}},
		"connection.hostKey: must be a pub":  {remoteURN, props{"connection": secretly(props{"host": str("h"), "hostKey": str("nonsense")})}},
		"connection.port: must be a whole":   {remoteURN, props{"connection": secretly(props{"host": str("h"), "port": resource.NewProperty(0.5)})}},
		"connection.proxy.host: missing":     {remoteURN, props{"connection": secretly(props{"host": str("h"), "proxy": resource.NewProperty(props{})})}},
		"logging: must be one of":            {remoteURN, props{"connection": connection, "logging": str("loud")}},
		"source: must be a FileAsset":        {copyURN, props{"connection": connection, "remotePath": str("/x"), "source": resource.NewProperty(remote)}},
		"source: missing":                    {copyURN, props{"connection": connection, "remotePath": str("/x")}},
	} {
		if _, failures := newPlugin(t).checked(test.urn, test.inputs); !strings.HasPrefix(failures, want) {
			t.Errorf("want %q, got %q", want, failures)
		}
	}
}

func TestCheckNeverRepeatsAValue(t *testing.T) {
	_, failures := newPlugin(t).checked(remoteURN, props{"connection": secretly(props{
		"host": str("h"), "extra": str("hunter2"), "port": str("hunter2"), "hostKey": str("hunter2"),
	})})
	equal(t, strings.Count(failures, "\n"), 2)
	equal(t, strings.Contains(failures, "hunter2"), false)
}

func TestUnknownAndSecretValuesPassThroughAPreview(t *testing.T) {
	plugin := newPlugin(t)
	inputs, failures := plugin.checked(remoteURN, props{
		"connection":  resource.MakeSecret(resource.NewProperty(props{"host": unknown, "privateKey": unknown, "port": unknown})),
		"create":      unknown,
		"environment": resource.NewProperty(props{"A": unknown}),
		"triggers":    resource.NewProperty([]resource.PropertyValue{unknown}),
		"stdin":       secret("kept secret"),
	})
	equal(t, failures, "")
	equal(t, inputs["create"].IsComputed(), true)
	equal(t, inputs["stdin"].IsSecret(), true)
	equal(t, inputs["addPreviousOutputInEnv"].BoolValue(), true)

	response, err := plugin.Create(context.Background(),
		&pulumirpc.CreateRequest{Urn: remoteURN, Properties: plugin.wire(inputs), Preview: true})
	must(t, err)
	state := plugin.read(response.GetProperties())
	equal(t, state["stdout"].IsComputed(), true)
	equal(t, state["connection"].IsSecret(), true)
	equal(t, plugin.diff(remoteURN, inputs, inputs).GetChanges(), pulumirpc.DiffResponse_DIFF_NONE)
}

func TestAnUnknownConnectionPasses(t *testing.T) {
	_, failures := newPlugin(t).checked(copyURN, props{"connection": unknown, "source": unknown, "remotePath": unknown})
	equal(t, failures, "")
}

func TestUnknownTypeIsRefused(t *testing.T) {
	urn := "urn:pulumi:dev::demo::command:remote:CopyFile::one"
	_, err := newPlugin(t).Check(context.Background(), &pulumirpc.CheckRequest{Urn: urn})
	if err == nil {
		t.Fatal("CopyFile is not served")
	}
	contains(t, err.Error(), "command:remote:CopyFile", "command:remote:CopyToRemote")
}

func secretly(properties props) resource.PropertyValue {
	return resource.MakeSecret(resource.NewProperty(properties))
}
