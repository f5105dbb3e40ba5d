// Package mapping moves values between Go structs and the value types of the
// driver. For each type it compiles a plan once: one encode and one decode
// function per field, picked by the field's type, so that a row costs no type
// switches and no allocation but those the values need.
//
// It holds no Cypher; package query writes the statements that carry the values.
package mapping
