package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A chain of accounts and nothing else, with a pool on it. */
final class Ground {
    static final Address ANYONE = Address.id(1000);
    static final long GAS = 1_000_000;
    static final Policy POLICY = Policy.DEVNET_UNPROVEN;
    /** A signature nobody made, which passes for good. */
    static final Signature UNCHECKED = new Signature(Signature.Type.SECP256K1, new byte[65]);

    final Map<Address, KeyPair> keys = new HashMap<>();
    final Map<Address, Account> accounts = new HashMap<>();
    final MemoryOutbox outbox = new MemoryOutbox();
    final List<SignedMessage> announced = Collections.synchronizedList(new ArrayList<>());
    Signatures signatures = new Signatures(Ground::check, 1000);
    Limits limits = Limits.DEFAULT;
    Outcome outcome = new Outcome(0, 800_000, "");
    Runnable whileEstimating = () -> {};
    List<Message> ranBefore = List.of();
    long epoch = 10;
    long baseFee = 1000;
    Pool pool;

    /** As after a restart. */
    void forgetSignatures() {
        signatures = new Signatures(Ground::check, 1000);
    }

    static boolean check(Signature signature, Address signer, byte[] message) {
        return UNCHECKED.equals(signature) || SignatureScheme.verify(signature, signer, message);
    }

    /** A pool that begins where the outbox and the chain stand. */
    Pool start() {
        pool = new Pool(
                POLICY, limits, head(), signatures, (key, bytes) -> pair(key).sign(bytes), outbox, announced::add);
        return pool;
    }

    private KeyPair pair(Address key) {
        KeyPair pair = keys.get(key);
        if (pair == null) {
            throw new CryptoException(CryptoException.Reason.NOT_FOUND, "no key of " + key);
        }
        return pair;
    }

    /** Key and account of a name. */
    Address account(String name, KeyType type, TokenAmount balance) {
        byte[] seed = Multihash.sha256(name.getBytes(StandardCharsets.UTF_8)).digest();
        // Below the order of both groups, whichever end comes first.
        seed[0] &= 0x3f;
        seed[31] &= 0x3f;
        KeyPair pair = KeyPair.of(new PrivateKey(type, seed));
        keys.put(pair.address(), pair);
        accounts.put(pair.address(), new Account(pair.address(), 0, balance));
        return pair.address();
    }

    Address account(String name) {
        return account(name, KeyType.SECP256K1, TokenAmount.fil("1"));
    }

    void balance(Address key, TokenAmount balance) {
        accounts.put(key, new Account(key, accounts.get(key).nonce(), balance));
    }

    /** The chain as it stands; it does not change with what comes after. */
    Head head() {
        Map<Address, Account> now = Map.copyOf(accounts);
        Epoch at = Epoch.of(epoch);
        TokenAmount fee = TokenAmount.atto(baseFee);
        return new Head() {
            @Override
            public Epoch epoch() {
                return at;
            }

            @Override
            public TokenAmount baseFee() {
                return fee;
            }

            @Override
            public Optional<Account> account(Address address) {
                return Optional.ofNullable(now.get(address));
            }

            @Override
            public Outcome run(List<Message> before, Message message, int bytes) {
                whileEstimating.run();
                ranBefore = before;
                return outcome;
            }
        };
    }

    static Message message(Address from, long nonce, long premium) {
        return message(from, nonce, premium, 10_000 + premium, GAS);
    }

    static Message message(Address from, long nonce, long premium, long cap, long gas) {
        return new Message(
                0,
                ANYONE,
                from,
                nonce,
                TokenAmount.atto(7),
                gas,
                TokenAmount.atto(cap),
                TokenAmount.atto(premium),
                0,
                new byte[0]);
    }

    SignedMessage sign(Message message) {
        return SignedMessage.sign(message, keys.get(message.from()).privateKey());
    }

    SignedMessage signed(Address from, long nonce, long premium) {
        return sign(message(from, nonce, premium));
    }

    static SignedMessage unchecked(Message message) {
        return new SignedMessage(message, UNCHECKED);
    }

    /** A block of these messages joins the chain; those that cannot run do nothing. The pool is not told. */
    BlockContents include(List<SignedMessage> messages) {
        epoch++;
        for (SignedMessage signed : messages) {
            Message m = signed.message();
            accounts.computeIfPresent(
                    m.from(),
                    (key, account) -> account.nonce() != m.nonce()
                            ? account
                            : new Account(
                                    key,
                                    account.nonce() + 1,
                                    account.balance().minus(m.value()).minus(m.requiredFunds())));
        }
        return contents(messages);
    }

    static BlockContents contents(List<SignedMessage> messages) {
        return new BlockContents(
                messages.stream()
                        .filter(m -> m.signature().type() == Signature.Type.BLS)
                        .map(SignedMessage::message)
                        .toList(),
                messages.stream()
                        .filter(m -> m.signature().type() != Signature.Type.BLS)
                        .toList());
    }

    /** A block of these messages is the new head. */
    BlockContents advance(SignedMessage... messages) {
        BlockContents block = include(List.of(messages));
        pool.headChanged(head(), List.of(), List.of(block));
        return block;
    }
}
