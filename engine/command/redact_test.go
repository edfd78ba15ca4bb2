package main

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

func TestRedactorHidesSecretsAndKeepsTheRest(t *testing.T) {
	r := newRedactor(props{
		"create":      str("plain command"),
		"stdin":       secret("first line\nsecond line\n"),
		"environment": resource.NewProperty(props{"A": secret("hunter2"), "B": secret("hunter2-longer"), "C": secret("ab")}),
		"connection":  secretly(props{"host": str("host.example"), "user": str("deploy"), "password": str("pass-word")}),
	})
	equal(t, r.hide("plain command on deploy@host.example, ab"), "plain command on deploy@host.example, ab")
	equal(t, r.hide("hunter2-longer"), "[secret]")
	hidden := r.hide("it said: second line, pass-word, hunter2")
	for _, part := range []string{"second line", "pass-word", "hunter2"} {
		equal(t, strings.Contains(hidden, part), false)
	}
}
