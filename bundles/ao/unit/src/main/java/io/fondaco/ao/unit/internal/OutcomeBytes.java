package io.fondaco.ao.unit.internal;

import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Outcome.AssignmentWish;
import io.fondaco.ao.spi.Outcome.Sent;
import io.fondaco.ao.spi.Outcome.Spawn;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Outcomes as bytes; equal outcomes have equal bytes. */
final class OutcomeBytes {
    private OutcomeBytes() {}

    /** Writes one part. */
    private interface Writer<T> {
        void write(DataOutputStream out, T value) throws IOException;
    }

    /** Reads one part. */
    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    static byte[] encode(Outcome outcome) {
        return Fields.write(out -> {
            Fields.text(out, outcome.output());
            list(out, outcome.messages(), (o, sent) -> {
                Fields.text(o, sent.target());
                Fields.bytes(o, sent.data());
                Fields.text(o, sent.anchor());
                tags(o, sent.tags());
            });
            list(out, outcome.spawns(), (o, spawn) -> {
                Fields.bytes(o, spawn.data());
                Fields.text(o, spawn.anchor());
                tags(o, spawn.tags());
            });
            list(out, outcome.assignments(), (o, wish) -> {
                list(o, wish.processes(), Fields::text);
                Fields.text(o, wish.message());
                list(o, wish.exclude(), Fields::text);
            });
            list(out, outcome.error().map(List::of).orElse(List.of()), Fields::text);
            out.writeLong(outcome.gasUsed());
        });
    }

    static Outcome decode(byte[] bytes) {
        return Fields.read(bytes, in -> {
            String output = Fields.text(in);
            List<Sent> messages = list(in, i -> new Sent(Fields.text(i), Fields.bytes(i), Fields.text(i), tags(i)));
            List<Spawn> spawns = list(in, i -> new Spawn(Fields.bytes(i), Fields.text(i), tags(i)));
            List<AssignmentWish> wishes =
                    list(in, i -> new AssignmentWish(list(i, Fields::text), Fields.text(i), list(i, Fields::text)));
            Optional<String> error = list(in, Fields::text).stream().findFirst();
            return new Outcome(output, messages, spawns, wishes, error, in.readLong());
        });
    }

    private static void tags(DataOutputStream out, List<Tag> tags) throws IOException {
        list(out, tags, (o, tag) -> {
            Fields.text(o, tag.name());
            Fields.text(o, tag.value());
        });
    }

    private static List<Tag> tags(DataInputStream in) throws IOException {
        return list(in, i -> new Tag(Fields.text(i), Fields.text(i)));
    }

    private static <T> void list(DataOutputStream out, List<T> list, Writer<T> each) throws IOException {
        out.writeInt(list.size());
        for (T value : list) {
            each.write(out, value);
        }
    }

    private static <T> List<T> list(DataInputStream in, Reader<T> each) throws IOException {
        int size = in.readInt();
        List<T> list = new ArrayList<>(Math.min(Math.max(size, 0), 1000));
        for (int i = 0; i < size; i++) {
            list.add(each.read(in));
        }
        return list;
    }
}
