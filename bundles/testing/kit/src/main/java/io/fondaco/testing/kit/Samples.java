package io.fondaco.testing.kit;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a value of any record or value type of the house, always the same one. For walkers and round trips. */
public final class Samples {

    private static final Cid CID = Cid.v1(Cid.RAW, Multihash.sha256("sample".getBytes(StandardCharsets.UTF_8)));
    private static final PeerId PEER = PeerId.parse("12D3KooWM6CgA9iBFZmcYAHA6A2qvbAxqfkmrYiRQuz3XEsk4Ksv");
    private static final Map<Class<?>, Object> VALUES = Map.ofEntries(
            Map.entry(String.class, "sample"),
            Map.entry(boolean.class, false),
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(Long.class, 1L),
            Map.entry(byte[].class, new byte[] {1, 2, 3}),
            Map.entry(Cid.class, CID),
            Map.entry(Address.class, Address.id(1000)),
            Map.entry(TokenAmount.class, TokenAmount.atto(7)),
            Map.entry(Epoch.class, Epoch.of(5)),
            Map.entry(PieceSize.class, PieceSize.ofPadded(2048)),
            Map.entry(PeerId.class, PEER),
            Map.entry(DealId.class, new DealId(CID.toString(), "alice")),
            Map.entry(Instant.class, Instant.parse("2026-01-02T00:00:00Z")),
            Map.entry(Duration.class, Duration.ofSeconds(30)),
            Map.entry(Optional.class, Optional.empty()),
            Map.entry(List.class, List.of()),
            Map.entry(Map.class, Map.of()),
            Map.entry(BigInteger.class, BigInteger.TEN));

    private Samples() {}

    /** @throws IllegalArgumentException when a type is neither a record nor known here */
    public static <T> T of(Class<T> type) {
        Object value = VALUES.get(type);
        if (value == null && type.isEnum()) {
            value = type.getEnumConstants()[0];
        }
        if (value == null && type.isRecord()) {
            value = record(type);
        }
        if (value == null) {
            throw new IllegalArgumentException("no sample of " + type.getName());
        }
        @SuppressWarnings("unchecked")
        T cast = (T) value;
        return cast;
    }

    private static Object record(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(types).map(Samples::of).toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no sample of " + type.getName() + ": " + e.getCause(), e);
        }
    }
}
