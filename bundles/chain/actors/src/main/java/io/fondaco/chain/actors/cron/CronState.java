package io.fondaco.chain.actors.cron;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import java.util.List;

/** State of cron: {@code [entries]}. @param entries who is called each epoch, in this order */
public record CronState(List<Entry> entries) implements State {
    /** One call: {@code [receiver, method]}. */
    public record Entry(Address receiver, long method) {
        static final Codec<Entry> CODEC = new Codec<>(
                (out, e) -> out.writeListHeader(2).writeAddress(e.receiver).writeUnsignedLong(e.method), in -> {
                    in.readListHeader(2);
                    return new Entry(in.readAddress(), in.readUnsignedLong());
                });
    }

    static final Codec<List<Entry>> ENTRIES = Codec.list(Entry.CODEC);

    /** Power's and the market's ticks. */
    public static final CronState USUAL =
            new CronState(List.of(new Entry(Singletons.STORAGE_POWER, 5), new Entry(Singletons.STORAGE_MARKET, 9)));

    public CronState {
        entries = List.copyOf(entries);
    }

    static CronState read(CborReader in) {
        in.readListHeader(1);
        return new CronState(ENTRIES.reader().apply(in));
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(1);
        ENTRIES.writer().accept(out, entries);
    }
}
