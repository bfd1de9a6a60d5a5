package io.fondaco.transfer;

/**
 * What entitles the initiator to the transfer.
 *
 * @param type e.g. {@code StorageDataTransferVoucher}
 * @param body DAG-CBOR
 */
public record Voucher(String type, byte[] body) {}
