package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/archive"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
)

func TestCopyToRemote(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	source, target := t.TempDir(), t.TempDir()
	tree := filepath.Join(source, "tree")
	must(t, os.MkdirAll(filepath.Join(tree, "sub"), 0o755))
	write(t, filepath.Join(tree, "sub", "leaf"), "leaf")
	write(t, filepath.Join(source, "one"), "one")

	for name, test := range map[string]struct {
		source resource.PropertyValue
		to     string // below the target
		file   string // that must be there then
		want   string
	}{
		"text into a new directory": {textAsset(t, "text"), "new/deep/file", "new/deep/file", "text"},
		"file to a name":            {fileAsset(t, filepath.Join(source, "one")), "uno", "uno", "one"},
		"file into a directory":     {fileAsset(t, filepath.Join(source, "one")), ".", "one", "one"},
		"directory":                 {folder(t, tree), "there", "there/tree/sub/leaf", "leaf"},
		"content of a directory":    {folder(t, tree+"/"), "here", "here/sub/leaf", "leaf"},
		"secret text":               {resource.MakeSecret(textAsset(t, "hidden")), "hidden", "hidden", "hidden"},
	} {
		t.Run(name, func(t *testing.T) {
			inputs := copyInputs(server, test.source, filepath.Join(target, test.to))
			state, err := plugin.create(copyURN, inputs)
			must(t, err)
			content, err := os.ReadFile(filepath.Join(target, test.file))
			must(t, err)
			equal(t, string(content), test.want)
			must(t, plugin.remove(copyURN, state))
			_, err = os.Stat(filepath.Join(target, test.file))
			must(t, err) // deleting the resource leaves the file
		})
	}
}

func TestCopyAgainOnlyWhenTheSourceChanges(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	to := filepath.Join(t.TempDir(), "file")
	first := copyInputs(server, textAsset(t, "first"), to)
	state, err := plugin.create(copyURN, first)
	must(t, err)

	must(t, os.Remove(to))
	reached := first.Copy()
	reached["connection"] = server.connection(props{"dialErrorLimit": resource.NewProperty(1.0)})
	state, err = plugin.update(copyURN, state, reached)
	must(t, err)
	if _, err := os.Stat(to); err == nil {
		t.Error("a changed connection copied the file again")
	}

	second := copyInputs(server, textAsset(t, "second"), to)
	equal(t, plugin.diff(copyURN, first, second).GetDiffs()[0], "source")
	_, err = plugin.update(copyURN, state, second)
	must(t, err)
	content, err := os.ReadFile(to)
	must(t, err)
	equal(t, string(content), "second")
}

func TestCopyNamesWhatIsWrong(t *testing.T) {
	server, plugin := startSSHD(t), newPlugin(t)
	_, err := plugin.create(copyURN, copyInputs(server, textAsset(t, "text"), t.TempDir()))
	if err == nil {
		t.Fatal("a text has no name in a directory")
	}
	contains(t, err.Error(), "is a directory", "127.0.0.1")
}

func copyInputs(server sshd, source resource.PropertyValue, to string) props {
	return props{"connection": server.connection(nil), "source": source, "remotePath": str(to)}
}

func textAsset(t *testing.T, content string) resource.PropertyValue {
	t.Helper()
	made, err := asset.FromText(content)
	must(t, err)
	return resource.NewProperty(made)
}

func fileAsset(t *testing.T, path string) resource.PropertyValue {
	t.Helper()
	made, err := asset.FromPath(path)
	must(t, err)
	return resource.NewProperty(made)
}

func folder(t *testing.T, path string) resource.PropertyValue {
	t.Helper()
	made, err := archive.FromPath(path)
	must(t, err)
	return resource.NewProperty(made)
}
