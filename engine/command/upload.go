package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pkg/sftp"
)

// An upload writes files through SFTP. Directories above a destination are made;
// files that are there are overwritten and keep their mode.
type upload struct{ remote *sftp.Client }

// text writes a text to a file, whose path must be given in full.
func (u *upload) text(content, to string) error {
	if there, err := u.stat(to); err != nil {
		return err
	} else if there != nil && there.IsDir() {
		return fmt.Errorf("remotePath %s is a directory: a StringAsset has no name, give the path of the file", to)
	}
	return u.write(strings.NewReader(content), to)
}

// path copies a file or a directory:
//
//	source | destination is a directory | does not exist  | is a file
//	dir    | destination/dir            | destination/dir | error
//	dir/   | its content, into it       | its content     | error
//	file   | destination/file           | destination     | overwritten
func (u *upload) path(from, to string) error {
	source, err := os.Stat(from)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	there, err := u.stat(to)
	if err != nil {
		return err
	}
	switch {
	case source.IsDir() && strings.HasSuffix(from, "/"):
		return u.folder(from, to)
	case source.IsDir():
		return u.folder(from, path.Join(to, filepath.Base(from)))
	case there != nil && there.IsDir():
		return u.file(from, path.Join(to, filepath.Base(from)))
	}
	return u.file(from, to)
}

func (u *upload) folder(from, to string) error {
	return filepath.WalkDir(from, func(local string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, local)
		if err != nil {
			return err
		}
		remote := path.Join(to, filepath.ToSlash(relative))
		if !entry.IsDir() {
			return u.file(local, remote)
		}
		if err := u.remote.MkdirAll(remote); err != nil {
			return fmt.Errorf("cannot make the remote directory %s: %w", remote, err)
		}
		return nil
	})
}

func (u *upload) file(from, to string) error {
	local, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = local.Close() }()
	return u.write(local, to)
}

func (u *upload) write(content io.Reader, to string) error {
	if err := u.remote.MkdirAll(path.Dir(to)); err != nil {
		return fmt.Errorf("cannot make the remote directory %s: %w", path.Dir(to), err)
	}
	file, err := u.remote.Create(to)
	if err != nil {
		return fmt.Errorf("cannot write the remote file %s: %w", to, err)
	}
	_, err = file.ReadFrom(content)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("cannot write the remote file %s: %w", to, err)
	}
	return nil
}

// stat returns nil for a path that does not exist.
func (u *upload) stat(remote string) (fs.FileInfo, error) {
	info, err := u.remote.Stat(remote)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("remotePath %s: %w", remote, err)
	}
	return info, nil
}
