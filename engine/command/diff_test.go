package main

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func TestOnlyTriggersReplace(t *testing.T) {
	base := props{
		"connection": secretly(props{"host": str("a")}),
		"create":     str("a"), "update": str("a"), "delete": str("a"), "stdin": str("a"), "logging": str("none"),
		"environment":            resource.NewProperty(props{"A": str("a")}),
		"triggers":               resource.NewProperty([]resource.PropertyValue{str("a")}),
		"addPreviousOutputInEnv": resource.NewProperty(true),
	}
	changed := props{
		"connection": secretly(props{"host": str("b")}),
		"create":     str("b"), "update": str("b"), "delete": str("b"), "stdin": secret("b"), "logging": str("stdout"),
		"environment":            resource.NewProperty(props{"A": unknown}),
		"triggers":               resource.NewProperty([]resource.PropertyValue{str("b")}),
		"addPreviousOutputInEnv": resource.NewProperty(false),
	}
	for key, value := range changed {
		news := base.Copy()
		news[key] = value
		response := newPlugin(t).diff(remoteURN, base, news)
		equal(t, response.GetChanges(), pulumirpc.DiffResponse_DIFF_SOME)
		equal(t, strings.Join(response.GetDiffs(), ","), string(key))
		equal(t, len(response.GetReplaces()) == 1, key == "triggers")
		equal(t, response.GetDetailedDiff()[string(key)].GetKind() == pulumirpc.PropertyDiff_UPDATE_REPLACE, key == "triggers")
	}
}

func TestAMarkAsSecretIsNoChange(t *testing.T) {
	response := newPlugin(t).diff(localURN, props{"create": str("a")}, props{"create": secret("a")})
	equal(t, response.GetChanges(), pulumirpc.DiffResponse_DIFF_NONE)
}
