package io.fondaco.chain.actors.account;

import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import java.util.Objects;

/** State of an account: {@code [address]}. @param address of its key; f099 has none and is called by its own */
public record AccountState(Address address) implements State {
    public AccountState {
        Objects.requireNonNull(address, "address");
    }

    static AccountState read(CborReader in) {
        in.readListHeader(1);
        return new AccountState(in.readAddress());
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(1).writeAddress(address);
    }
}
