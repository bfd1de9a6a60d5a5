package io.fondaco.chain.node.internal.consensus;

import static io.fondaco.chain.node.internal.consensus.BlockSyntax.require;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.GasPrices;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PublicKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the messages of a block have to be like. */
final class MessageRules {
    private final Execution execution;

    MessageRules(Execution execution) {
        this.execution = execution;
    }

    /** @param state upon which the messages come */
    void check(FullBlock block, StateTree state) throws InvalidBlockException {
        Senders senders = new Senders(state, execution.policy());
        List<PublicKey> keys = new ArrayList<>();
        List<byte[]> signed = new ArrayList<>();
        for (Message message : block.contents().bls()) {
            Address key = senders.next(message, MessageCodec.encode(message).length);
            require(key.protocol() == Address.Protocol.BLS, message.cid() + " of " + key + " is among BLS messages");
            keys.add(new PublicKey(KeyType.BLS, key.payload()));
            signed.add(message.cid().toBytes());
        }
        for (SignedMessage message : block.contents().secp()) {
            Address key = senders.next(message.message(), MessageCodec.encode(message).length);
            require(
                    message.signature().type() == Signature.Type.SECP256K1
                            && execution.signed(
                                    message.signature(),
                                    key,
                                    message.message().cid().toBytes()),
                    "message " + message.cid() + " is not signed by " + key);
        }
        aggregate(block.header().blsAggregate().orElseThrow(), keys, signed);
    }

    private static void aggregate(Signature aggregate, List<PublicKey> keys, List<byte[]> signed)
            throws InvalidBlockException {
        try {
            boolean holds = keys.isEmpty()
                    ? aggregate.equals(SignatureScheme.bls().aggregate(List.of()))
                    : SignatureScheme.bls().matchesAll(keys, signed, aggregate);
            require(holds, "its aggregate is not of the signatures of its " + keys.size() + " BLS messages");
        } catch (CryptoException e) {
            if (e.reason() == CryptoException.Reason.UNAVAILABLE) {
                throw e;
            }
            throw InvalidBlockException.bad("its BLS aggregate is malformed: " + e.getMessage());
        }
    }

    /** Nonces and gas as they come. */
    private static final class Senders {
        private final StateTree state;
        private final Policy policy;
        private final Map<Address, Long> nonces = new HashMap<>();
        private long gas;

        Senders(StateTree state, Policy policy) {
            this.state = state;
            this.policy = policy;
        }

        /** @return the sender's key address */
        Address next(Message message, int bytes) throws InvalidBlockException {
            String name = "message " + message.cid();
            long carrying = GasPrices.CALICO.onChain(bytes);
            require(bytes <= policy.blocks().messageBytes(), name + " has " + bytes + " bytes");
            require(message.version() == 0, name + " is of version " + message.version());
            require(
                    !message.value().isNegative()
                            && message.value().compareTo(policy.rewards().supply()) <= 0,
                    name + " carries " + message.value());
            require(
                    !message.gasPremium().isNegative()
                            && message.gasPremium().compareTo(message.gasFeeCap()) <= 0
                            && message.gasFeeCap().compareTo(policy.rewards().supply()) <= 0,
                    name + " has a premium of " + message.gasPremium() + " under a cap of " + message.gasFeeCap());
            require(
                    message.gasLimit() >= carrying
                            && message.gasLimit() <= policy.blocks().gasLimit(),
                    name + " has a gas limit of " + message.gasLimit() + ": carrying it takes " + carrying);
            gas += message.gasLimit();
            require(
                    gas <= policy.blocks().gasLimit(),
                    "its messages have gas limits above " + policy.blocks().gasLimit() + " together");
            Address id = state.resolve(message.from()).orElse(message.from());
            ActorEntry sender = state.actor(id).orElse(null);
            require(
                    sender != null && sender.is(ActorCode.ACCOUNT),
                    name + " is of " + message.from() + ", which is no account");
            long due = nonces.getOrDefault(id, sender.nonce());
            require(
                    message.nonce() == due,
                    name + " of " + message.from() + " has nonce " + message.nonce() + " where " + due + " is due");
            nonces.put(id, due + 1);
            return state.state(id, AccountState.class).orElseThrow().address();
        }
    }
}
