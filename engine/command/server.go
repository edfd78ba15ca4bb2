package main

import (
	"context"
	"fmt"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// server is the plugin: the calls that concern it as a whole are in this file,
// those that concern one resource in check.go, diff.go and lifecycle.go.
type server struct {
	pulumirpc.UnimplementedResourceProviderServer

	log       logFunc
	cancelled context.Context
	cancel    context.CancelFunc
}

func newServer(log logFunc) *server {
	cancelled, cancel := context.WithCancel(context.Background())
	return &server{log: log, cancelled: cancelled, cancel: cancel}
}

// GetPluginInfo returns the version of the npm package that is served.
func (s *server) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: Version}, nil
}

// GetSchema returns the name and version alone: programs use the npm package,
// which was generated from the full schema.
func (s *server) GetSchema(context.Context, *pulumirpc.GetSchemaRequest) (*pulumirpc.GetSchemaResponse, error) {
	return &pulumirpc.GetSchemaResponse{Schema: fmt.Sprintf(`{"name":"command","version":%q}`, Version)}, nil
}

// CheckConfig refuses every provider setting but those that the engine itself adds: there are none.
func (s *server) CheckConfig(_ context.Context, r *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	var failures []*pulumirpc.CheckFailure
	for name := range r.GetNews().GetFields() {
		if name != "version" && name != "pluginDownloadURL" && !strings.HasPrefix(name, "__") {
			failures = append(failures, failure(name, "the command provider has no such setting; remove it"))
		}
	}
	return &pulumirpc.CheckResponse{Inputs: r.GetNews(), Failures: failures}, nil
}

// DiffConfig finds no difference: there is nothing to configure.
func (s *server) DiffConfig(context.Context, *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}, nil
}

// Configure asks the engine for secrets as such and for calls during previews.
func (s *server) Configure(context.Context, *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	return &pulumirpc.ConfigureResponse{AcceptSecrets: true, SupportsPreview: true}, nil
}

// Cancel ends every command that is running and every connection that is open.
func (s *server) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	s.cancel()
	return &emptypb.Empty{}, nil
}

// untilCancelled is ctx, ended by Cancel as well.
func (s *server) untilCancelled(ctx context.Context) (context.Context, func()) {
	ctx, end := context.WithCancel(ctx)
	stop := context.AfterFunc(s.cancelled, end)
	return ctx, func() { stop(); end() }
}
