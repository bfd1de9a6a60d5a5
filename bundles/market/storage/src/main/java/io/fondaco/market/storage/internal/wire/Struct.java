package io.fondaco.market.storage.internal.wire;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborPolicy;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A message: its fields in declaration order, and how it is made of them. One description serves all three forms.
 */
public final class Struct<T> implements Shape<T> {

    /** Keys a message may carry beyond the ones we know, so that a peer cannot have us skip for ever. */
    private static final int MOST_KEYS = 64;

    private static final Set<CborPolicy> FORGIVEN = EnumSet.of(CborPolicy.ANY_KEY_ORDER, CborPolicy.LENIENT_TEXT);

    private record Field<T, V>(String key, Shape<V> shape, Function<T, V> get, V absent, boolean inTuple) {}

    /** What was read, by key. */
    static final class Values {
        private final Map<String, Object> byKey = new HashMap<>();

        @SuppressWarnings("unchecked")
        <V> V get(String key) {
            return (V) byKey.get(key);
        }
    }

    private final String name;
    private final List<Field<T, ?>> fields;
    private final Function<Values, T> make;

    private Struct(String name, List<Field<T, ?>> fields, Function<Values, T> make) {
        this.name = name;
        this.fields = List.copyOf(fields);
        this.make = make;
    }

    static <T> Builder<T> named(String name) {
        return new Builder<>(name);
    }

    static final class Builder<T> {
        private final String name;
        private final List<Field<T, ?>> fields = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        <V> Builder<T> field(String key, Shape<V> shape, Function<T, V> get) {
            fields.add(new Field<>(key, shape, get, null, true));
            return this;
        }

        /** A field older writers leave out of maps, and tuples never have. */
        <V> Builder<T> later(String key, Shape<V> shape, Function<T, V> get, V absent) {
            fields.add(new Field<>(key, shape, get, absent, false));
            return this;
        }

        Struct<T> make(Function<Values, T> make) {
            return new Struct<>(name, fields, make);
        }
    }

    /** The whole message, one CBOR item. */
    public byte[] encode(T value, Form form) {
        CborWriter out = new CborWriter();
        write(out, value, form);
        return out.toBytes();
    }

    /** @throws DecodeException naming offset and reason; also when bytes follow */
    public T decode(byte[] cbor, Form form, int most) {
        CborReader in = new CborReader(cbor, CborLimits.DEFAULT.withMaxBytes(most), FORGIVEN);
        T value = read(in, form);
        in.finish();
        return value;
    }

    /** How long the item at the front of these bytes is, -1 when more are needed. */
    public static int itemLength(byte[] bytes, int length, int most) {
        return CborReader.itemLength(bytes, 0, length, CborLimits.DEFAULT.withMaxBytes(most), FORGIVEN);
    }

    @Override
    public void write(CborWriter out, T value, Form form) {
        if (form == Form.TUPLE) {
            List<Field<T, ?>> tuple = fields.stream().filter(Field::inTuple).toList();
            out.writeListHeader(tuple.size());
            tuple.forEach(f -> put(out, f, value, form));
            return;
        }
        List<CborWriter.Field> keyed = new ArrayList<>();
        for (Field<T, ?> f : fields) {
            keyed.add(CborWriter.field(f.key(), w -> put(w, f, value, form)));
        }
        out.writeMap(form == Form.CANONICAL ? CborWriter.KeyOrder.CANONICAL : CborWriter.KeyOrder.DECLARED, keyed);
    }

    private static <T, V> void put(CborWriter out, Field<T, V> field, T value, Form form) {
        field.shape().write(out, field.get().apply(value), form);
    }

    @Override
    public T read(CborReader in, Form form) {
        int from = in.offset();
        Values values = new Values();
        for (Field<T, ?> f : fields) {
            values.byKey.put(f.key(), f.absent());
        }
        if (form == Form.TUPLE) {
            List<Field<T, ?>> tuple = fields.stream().filter(Field::inTuple).toList();
            in.readListHeader(tuple.size());
            tuple.forEach(f -> values.byKey.put(f.key(), f.shape().read(in, form)));
        } else {
            readMap(in, form, values, from);
        }
        for (Field<T, ?> f : fields) {
            if (values.byKey.get(f.key()) == null) {
                throw DecodeException.malformed(from, name + " lacks " + f.key());
            }
        }
        return make.apply(values);
    }

    private void readMap(CborReader in, Form form, Values values, int from) {
        int entries = in.readMapHeader();
        if (entries > MOST_KEYS) {
            throw DecodeException.limit(from, name + " has " + entries + " keys");
        }
        for (int i = 0; i < entries; i++) {
            String key = in.readText();
            Field<T, ?> field =
                    fields.stream().filter(f -> f.key().equals(key)).findFirst().orElse(null);
            if (field == null) {
                in.skip();
            } else {
                values.byKey.put(key, field.shape().read(in, form));
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
