/** The native methods themselves, which know addresses only. */
package io.fondaco.proof.ffihost.internal;
