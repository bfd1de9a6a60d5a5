package io.fondaco.deal.engine.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Records and events as JSON: readable in the store, and a field that a later version adds or drops is no break.
 * Values of the house are written as their text.
 */
public final class DealJson {

    private final JsonMapper mapper;

    public DealJson() {
        SimpleModule house = new SimpleModule("fondaco");
        text(house, Cid.class, Cid::parse);
        text(house, Address.class, Address::parse);
        text(house, TokenAmount.class, TokenAmount::parse);
        text(house, PeerId.class, PeerId::parse);
        text(house, DealId.class, DealId::parse);
        text(house, Instant.class, Instant::parse);
        text(house, Duration.class, Duration::parse);
        as(house, Epoch.class, e -> Long.toString(e.number()), s -> Epoch.of(Long.parseLong(s)));
        as(house, PieceSize.class, p -> Long.toString(p.padded()), s -> PieceSize.ofPadded(Long.parseLong(s)));
        mapper = JsonMapper.builder()
                .addModule(house)
                .addModule(new Jdk8Module())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    public byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new StoreException("cannot write " + value.getClass().getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    public JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    public <T> T read(byte[] json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    "stored bytes are not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new StoreException("stored bytes are not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    public <T> T read(JsonNode tree, Class<T> type) {
        try {
            return mapper.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new StoreException("stored JSON is not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        as(module, type, Object::toString, parse);
    }

    private static <T> void as(
            SimpleModule module, Class<T> type, Function<T, String> print, Function<String, T> parse) {
        module.addSerializer(type, new StdScalarSerializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider p) throws IOException {
                out.writeString(print.apply(value));
            }
        });
        module.addDeserializer(type, new StdScalarDeserializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public T deserialize(JsonParser in, DeserializationContext c) throws IOException {
                String text = in.getValueAsString();
                try {
                    return parse.apply(text);
                } catch (RuntimeException e) {
                    throw c.weirdStringException(text, type, e.getMessage());
                }
            }
        });
    }
}
