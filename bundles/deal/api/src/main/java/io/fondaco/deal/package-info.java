/**
 * Deals as tables. A market writes each of its sides as one {@link io.fondaco.deal.DealTable}; the engine runs it; shells,
 * gateways and desks look at deals through {@link io.fondaco.deal.Deals}.
 *
 * <p>The fold touches only the record, the step touches only the world. The engine's order is fixed: append the event,
 * fold, store, tell listeners, then act. A step may therefore run twice and must be written so; two steps of one deal
 * never run at the same time, and what comes of a step whose state was left meanwhile is dropped.
 */
@Version("1.0.0")
package io.fondaco.deal;

import org.osgi.annotation.versioning.Version;
