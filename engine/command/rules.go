package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func text(path string, value resource.PropertyValue) []*pulumirpc.CheckFailure {
	return unless(value.IsString(), path, "must be a string")
}

func boolean(path string, value resource.PropertyValue) []*pulumirpc.CheckFailure {
	return unless(value.IsBool(), path, "must be true or false")
}

// whole accepts whole numbers from the lowest to the highest.
func whole(lowest, highest float64) rule {
	return func(path string, value resource.PropertyValue) []*pulumirpc.CheckFailure {
		ok := value.IsNumber() && math.Trunc(value.NumberValue()) == value.NumberValue() &&
			value.NumberValue() >= lowest && value.NumberValue() <= highest
		return unless(ok, path, fmt.Sprintf("must be a whole number from %.0f to %.0f", lowest, highest))
	}
}

func oneOf(values ...string) rule {
	return func(path string, value resource.PropertyValue) []*pulumirpc.CheckFailure {
		ok := value.IsString() && slices.Contains(values, value.StringValue())
		return unless(ok, path, "must be one of "+strings.Join(values, ", "))
	}
}

// list accepts a list whose known elements all pass.
func list(element rule) rule {
	return func(path string, value resource.PropertyValue) (failures []*pulumirpc.CheckFailure) {
		if !value.IsArray() {
			return []*pulumirpc.CheckFailure{failure(path, "must be a list")}
		}
		for i, one := range value.ArrayValue() {
			if one = reveal(one); !one.IsComputed() {
				failures = append(failures, element(fmt.Sprintf("%s[%d]", path, i), one)...)
			}
		}
		return failures
	}
}

func anything(string, resource.PropertyValue) []*pulumirpc.CheckFailure { return nil }

// texts accepts an object whose known values are strings.
func texts(path string, value resource.PropertyValue) (failures []*pulumirpc.CheckFailure) {
	if !value.IsObject() {
		return []*pulumirpc.CheckFailure{failure(path, "must be an object of strings")}
	}
	object := value.ObjectValue()
	for _, key := range object.StableKeys() {
		if one := reveal(object[key]); !one.IsComputed() && !one.IsNull() {
			failures = append(failures, text(join(path, string(key)), one)...)
		}
	}
	return failures
}

func object(members fields) rule {
	return func(path string, value resource.PropertyValue) []*pulumirpc.CheckFailure {
		if !value.IsObject() {
			return []*pulumirpc.CheckFailure{failure(path, "must be an object")}
		}
		return members.check(path, value.ObjectValue())
	}
}

func unless(ok bool, path, reason string) []*pulumirpc.CheckFailure {
	if ok {
		return nil
	}
	return []*pulumirpc.CheckFailure{failure(path, reason)}
}
