package main

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// A redactor hides secrets in texts that people see: errors and log lines.
type redactor struct{ secrets []string }

// newRedactor knows every string that is marked as a secret in the inputs. Of the
// connection, which is secret as a whole, it hides what opens the door; messages
// name the user and the host.
func newRedactor(inputs resource.PropertyMap) redactor {
	var r redactor
	for key, value := range inputs {
		if key == "connection" {
			r.collectKeys(reveal(value))
		} else {
			r.collect(value, false)
		}
	}
	// The longest first: a secret may be part of another.
	slices.SortFunc(r.secrets, func(a, b string) int { return len(b) - len(a) })
	return r
}

// hide replaces every secret, and every line of a secret of several lines.
func (r redactor) hide(text string) string {
	for _, secret := range r.secrets {
		text = strings.ReplaceAll(text, secret, "[secret]")
	}
	return text
}

// Shorter strings are no secrets worth the name, and hiding "a" would garble every message.
const shortestSecret = 6

func (r *redactor) collect(value resource.PropertyValue, secret bool) {
	secret = secret || value.IsSecret()
	value = reveal(value)
	switch {
	case value.IsString() && secret:
		whole := strings.TrimSpace(value.StringValue())
		for _, part := range append([]string{whole}, strings.Split(whole, "\n")...) {
			if part = strings.TrimSpace(part); len(part) >= shortestSecret {
				r.secrets = append(r.secrets, part)
			}
		}
	case value.IsArray():
		for _, element := range value.ArrayValue() {
			r.collect(element, secret)
		}
	case value.IsObject():
		for _, element := range value.ObjectValue() {
			r.collect(element, secret)
		}
	}
}

func (r *redactor) collectKeys(connection resource.PropertyValue) {
	if !connection.IsObject() {
		return
	}
	members := connection.ObjectValue()
	for _, key := range []resource.PropertyKey{"password", "privateKey", "privateKeyPassword"} {
		r.collect(members[key], true)
	}
	r.collectKeys(reveal(members["proxy"]))
}
