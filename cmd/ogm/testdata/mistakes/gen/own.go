// Package gen was here before the handles.
package gen

// Taken is a name that the handles of Taken would have.
func Taken() {}
