package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.multisig.MultisigParams;
import io.fondaco.chain.actors.paych.PaychParams;
import io.fondaco.chain.actors.power.PowerParams;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** Parameters are the same on every node, whichever of them a node met first. */
public class CodecTest {
    private static final List<Class<?>> PARAMS =
            List.of(MarketParams.class, MinerParams.class, MultisigParams.class, PaychParams.class, PowerParams.class);

    @Test
    public void doNotDependOnWhichOfThemIsTouchedFirst() throws Exception {
        int touched = 0;
        for (Class<?> params : PARAMS) {
            for (Class<?> first : params.getDeclaredClasses()) {
                // A loader of its own: each class is initialised anew, beginning with this one.
                ClassLoader loader = new Anew(Set.of("io.fondaco.chain.actors."));
                assertThatCode(() -> Class.forName(first.getName(), true, loader))
                        .as(first.getName())
                        .doesNotThrowAnyException();
                assertThatCode(() -> Class.forName(params.getName(), true, loader))
                        .as("%s after %s", params, first)
                        .doesNotThrowAnyException();
                touched++;
            }
        }
        assertThat(touched).isGreaterThan(30);
    }

    @Test
    public void refusesAListOfNothingKnown() {
        assertThatThrownBy(() -> Codec.list(null)).isInstanceOf(NullPointerException.class);
        assertThat(Codec.wrapped(Codec.list(Codec.LONG)).decode(new byte[] {(byte) 0x81, (byte) 0x81, 5}))
                .containsExactly(5L);
    }

    /** Defines the classes of some packages itself. */
    private static final class Anew extends ClassLoader {
        private final Set<String> packages;

        Anew(Set<String> packages) {
            super(CodecTest.class.getClassLoader());
            this.packages = packages;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (packages.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
