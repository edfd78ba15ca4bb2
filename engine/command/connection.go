package main

import (
	"fmt"
	"math"
	"net"
	"strconv"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// A connection says how to reach an SSH server. A zero value of a text means that it was not given.
type connection struct {
	host, user         string
	port               int
	password           string
	privateKey         string
	privateKeyPassword string
	hostKey            string
	agentSocketPath    string
	dialErrorLimit     int           // failed dials that are tried again; -1: no limit
	perDialTimeout     time.Duration // 0: no limit
	proxy              *connection
}

func connectionInputs() fields {
	inputs := serverInputs()
	inputs["proxy"] = field{accepts: object(serverInputs())}
	return inputs
}

func serverInputs() fields {
	return fields{
		"host":               {accepts: text, required: true},
		"user":               {accepts: text},
		"port":               {accepts: whole(1, 65535)},
		"password":           {accepts: text},
		"privateKey":         {accepts: text},
		"privateKeyPassword": {accepts: text},
		"hostKey":            {accepts: publicKey},
		"agentSocketPath":    {accepts: text},
		"dialErrorLimit":     {accepts: whole(-1, math.MaxInt32)},
		"perDialTimeout":     {accepts: whole(0, math.MaxInt32)},
	}
}

// connectionOf reads a checked connection; user root, port 22, 10 failed dials and
// 15 seconds for each are the defaults.
func connectionOf(c resource.PropertyMap) *connection {
	out := &connection{
		host:               stringOf(c, "host"),
		user:               stringOf(c, "user"),
		port:               intOf(c, "port", 22),
		password:           stringOf(c, "password"),
		privateKey:         stringOf(c, "privateKey"),
		privateKeyPassword: stringOf(c, "privateKeyPassword"),
		hostKey:            stringOf(c, "hostKey"),
		agentSocketPath:    stringOf(c, "agentSocketPath"),
		dialErrorLimit:     intOf(c, "dialErrorLimit", 10),
		perDialTimeout:     time.Duration(intOf(c, "perDialTimeout", 15)) * time.Second,
	}
	if out.user == "" {
		out.user = "root"
	}
	if proxy := objectOf(c, "proxy"); proxy != nil {
		out.proxy = connectionOf(proxy)
	}
	return out
}

// String names the server in messages: user@host:port.
func (c *connection) String() string { return fmt.Sprintf("%s@%s", c.user, c.address()) }

func (c *connection) address() string { return net.JoinHostPort(c.host, strconv.Itoa(c.port)) }
