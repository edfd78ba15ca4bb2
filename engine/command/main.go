// Command pulumi-resource-command is a small Pulumi resource plugin that serves
// command:local:Command, command:remote:Command and command:remote:CopyToRemote
// of the npm package @pulumi/command.
//
// It stands in for the plugin that Pulumi publishes where that one cannot be
// downloaded. Inputs, outputs and behaviour are those of the published plugin;
// an input that it does not know, or knows and cannot honour, is refused.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Version is the version of the npm package that is served, set by the linker.
var Version = "0.0.0-dev"

func main() {
	err := provider.Main("command", func(host *provider.HostClient) (pulumirpc.ResourceProviderServer, error) {
		return newServer(engineLog(host)), nil
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
