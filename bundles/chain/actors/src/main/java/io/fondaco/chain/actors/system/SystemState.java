package io.fondaco.chain.actors.system;

import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;

/** State of the system actor: {@code [registry]}. @param registry of actor codes by name, a list of {@code [name, code]} */
public record SystemState(Cid registry) implements State {
    static SystemState read(CborReader in) {
        in.readListHeader(1);
        return new SystemState(in.readCid());
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(1).writeCid(registry);
    }
}
