package io.fondaco.transfer;

import org.osgi.annotation.versioning.ConsumerType;

/** Decides about transfers peers ask for. Must be quick. */
@ConsumerType
@FunctionalInterface
public interface TransferResponder {

    Decision decide(Incoming incoming);
}
