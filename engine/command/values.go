package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"google.golang.org/protobuf/types/known/structpb"
)

// decode reads properties off the wire, keeping what is secret and what is not known yet.
func decode(properties *structpb.Struct) (resource.PropertyMap, error) {
	return plugin.UnmarshalProperties(properties,
		plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, SkipNulls: true})
}

// encode writes properties to the wire, keeping what is secret and what is not known yet.
func encode(properties resource.PropertyMap) (*structpb.Struct, error) {
	return plugin.MarshalProperties(properties,
		plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, SkipNulls: true})
}

// reveal is the value without its mark as a secret.
func reveal(value resource.PropertyValue) resource.PropertyValue {
	for {
		switch {
		case value.IsSecret():
			value = value.SecretValue().Element
		case value.IsOutput() && !value.OutputValue().Known:
			return resource.MakeComputed(resource.NewProperty(""))
		case value.IsOutput():
			value = value.OutputValue().Element
		default:
			return value
		}
	}
}

// revealAll is the properties without any mark as a secret, at every depth.
func revealAll(properties resource.PropertyMap) resource.PropertyMap {
	return revealDeep(resource.NewProperty(properties)).ObjectValue()
}

func revealDeep(value resource.PropertyValue) resource.PropertyValue {
	value = reveal(value)
	switch {
	case value.IsArray():
		var plain []resource.PropertyValue
		for _, element := range value.ArrayValue() {
			plain = append(plain, revealDeep(element))
		}
		return resource.NewProperty(plain)
	case value.IsObject():
		plain := resource.PropertyMap{}
		for key, element := range value.ObjectValue() {
			plain[key] = revealDeep(element)
		}
		return resource.NewProperty(plain)
	default:
		return value
	}
}

// The readers below take properties without marks and give the zero value, or
// the given default, where a property is missing.

func stringOf(properties resource.PropertyMap, key resource.PropertyKey) string {
	if value := properties[key]; value.IsString() {
		return value.StringValue()
	}
	return ""
}

func intOf(properties resource.PropertyMap, key resource.PropertyKey, otherwise int) int {
	if value := properties[key]; value.IsNumber() {
		return int(value.NumberValue())
	}
	return otherwise
}

func stringsOf(properties resource.PropertyMap, key resource.PropertyKey) (list []string) {
	if value := properties[key]; value.IsArray() {
		for _, element := range value.ArrayValue() {
			if element.IsString() {
				list = append(list, element.StringValue())
			}
		}
	}
	return list
}

func objectOf(properties resource.PropertyMap, key resource.PropertyKey) resource.PropertyMap {
	if value := properties[key]; value.IsObject() {
		return value.ObjectValue()
	}
	return nil
}
