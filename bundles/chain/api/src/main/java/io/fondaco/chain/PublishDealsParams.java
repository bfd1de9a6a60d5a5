package io.fondaco.chain;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborPolicy;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What PublishStorageDeals, method 4 of the market actor, takes. Source: specs.filecoin.io, Storage Market Actor. */
public record PublishDealsParams(List<ClientDealProposal> deals) {

    /** Most deals read. */
    private static final int MAX_DEALS = 8192;

    public PublishDealsParams {
        deals = List.copyOf(deals);
    }

    /** @throws DecodeException naming offset and reason */
    public static PublishDealsParams parse(byte[] cbor) {
        CborReader in = new CborReader(cbor, CborLimits.DEFAULT, Set.of(CborPolicy.LENIENT_TEXT));
        in.readListHeader(1);
        int from = in.offset();
        int length = in.readListHeader();
        if (length > MAX_DEALS) {
            throw DecodeException.limit(from, length + " deals where at most " + MAX_DEALS + " are allowed");
        }
        List<ClientDealProposal> deals = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            deals.add(ClientDealProposal.read(in));
        }
        in.finish();
        return new PublishDealsParams(deals);
    }

    public byte[] toBytes() {
        CborWriter out = new CborWriter(512);
        out.writeListHeader(1).writeListHeader(deals.size());
        deals.forEach(deal -> out.writeRaw(deal.toBytes()));
        return out.toBytes();
    }
}
