package io.fondaco.network.libp2p.internal.tls;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.PeerCertificate;
import io.fondaco.crypto.PeerPublicKey;
import io.fondaco.network.Identity;
import io.fondaco.network.libp2p.internal.host.Secured;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Secures connections with TLS 1.3, each side with a certificate it made for itself.
 *
 * <p>Source: libp2p/specs, tls and its early multiplexer negotiation through ALPN.
 */
public final class TlsUpgrade {

    /** The protocol's id. */
    public static final String ID = "/tls/1.0.0";

    private static final String LIBP2P = "libp2p";

    private final SSLContext context;

    /** Makes one certificate, for all connections of an identity. */
    public TlsUpgrade(Identity identity) {
        PeerCertificate own =
                PeerCertificate.issue(PeerPublicKey.fromBytes(identity.publicKey()), identity::sign, Instant.now());
        try {
            context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {new OwnKey(own)}, new TrustManager[] {new AnyPeer()}, new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS 1.3", e);
        }
    }

    /**
     * Puts TLS behind a handler; fires {@link Secured} once it stands.
     *
     * @param muxers multiplexers this side can use, the preferred first
     */
    public void install(ChannelHandlerContext ctx, boolean initiator, List<String> muxers) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(initiator);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        // AES first: every JDK has it in hardware, ChaCha20 is several times slower on JDK 17.
        parameters.setCipherSuites(
                new String[] {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"});
        parameters.setNeedClientAuth(true);
        List<String> offers = new ArrayList<>(muxers);
        offers.add(LIBP2P);
        parameters.setApplicationProtocols(offers.toArray(String[]::new));
        engine.setSSLParameters(parameters);
        SslHandler tls = new SslHandler(engine);
        // The deadline of the whole upgrade is the connection's own.
        tls.setHandshakeTimeoutMillis(0);
        ctx.pipeline().addAfter(ctx.name(), "tls", tls);
        ctx.pipeline().addAfter("tls", "tls-done", new Done(engine));
    }

    /** Waits for the end of the handshake. */
    private static final class Done extends ChannelInboundHandlerAdapter {
        private final SSLEngine engine;

        Done(SSLEngine engine) {
            this.engine = engine;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
                ctx.fireUserEventTriggered(event);
                return;
            }
            if (!handshake.isSuccess()) {
                ctx.fireExceptionCaught(handshake.cause());
                return;
            }
            X509Certificate theirs = (X509Certificate) engine.getSession().getPeerCertificates()[0];
            Optional<String> muxer = Optional.ofNullable(engine.getApplicationProtocol())
                    .filter(name -> !name.isEmpty() && !name.equals(LIBP2P));
            ctx.fireUserEventTriggered(new Secured(ID, PeerCertificate.verify(theirs, Instant.now()), muxer));
            ctx.pipeline().remove(this);
        }
    }

    /** Trusts whoever proves to be some peer; which peer it is, is checked afterwards. */
    private static final class AnyPeer extends X509ExtendedTrustManager {
        private static void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length != 1) {
                throw new CertificateException("a peer presents one certificate, not " + chain.length);
            }
            try {
                PeerCertificate.verify(chain[0], Instant.now());
            } catch (CryptoException e) {
                throw new CertificateException(e.getMessage(), e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** The one certificate, whatever is asked for. */
    private static final class OwnKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "peer";

        private final PeerCertificate own;

        OwnKey(PeerCertificate own) {
            this.own = own;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {own.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.key();
        }
    }
}
