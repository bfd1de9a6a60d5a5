/** Brings the backends of this machine into the house. */
package io.fondaco.proof.ffi.internal;
