package dev.revector.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a disk, sparse, with snapshots in constant time.
 *
 * <p>A tree of pages. Every node carries the token of the image that may change it in place; a
 * snapshot gives both images a new token, so that each copies a node before its first change to it.
 * A missing node reads as zeros. Not thread-safe, not even two images with common nodes, unless
 * every snapshot is handed over safely: common nodes are never changed.
 */
final class DiskImage {
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_BYTES = 1 << PAGE_SHIFT;
  private static final int FAN_SHIFT = 6;
  private static final int FAN = 1 << FAN_SHIFT;
  private static final byte[] ZEROS = new byte[PAGE_BYTES];

  private static final class Token {}

  /** Of a page that no image may change in place. */
  private static final Token NOBODY = new Token();

  private static final class Page {
    final Token owner;
    final byte[] bytes;

    Page(Token owner, byte[] bytes) {
      this.owner = owner;
      this.bytes = bytes;
    }
  }

  private static final class Node {
    final Token owner;
    final @Nullable Object[] children;

    Node(Token owner) {
      this(owner, new @Nullable Object[FAN]);
    }

    private Node(Token owner, @Nullable Object[] children) {
      this.owner = owner;
      this.children = children;
    }

    Node ownedBy(Token token) {
      return owner == token ? this : new Node(token, children.clone());
    }
  }

  private Token token = new Token();
  private Node root;
  private int height;

  /** An image of this many bytes, all zero. */
  DiskImage(long bytes) {
    this.root = new Node(token);
    this.height = 1;
    growTo(bytes);
  }

  private DiskImage(Node root, int height) {
    this.root = root;
    this.height = height;
  }

  /** A second image with the same content; neither sees later changes of the other. */
  DiskImage snapshot() {
    token = new Token();
    return new DiskImage(root, height);
  }

  /** Makes room for this many bytes. */
  void growTo(long bytes) {
    while ((bytes - 1) >>> PAGE_SHIFT >= 1L << (FAN_SHIFT * height)) {
      Node above = new Node(token);
      above.children[0] = root;
      root = above;
      height++;
    }
  }

  /** Fills the target from its position to its limit. */
  void read(long offset, ByteBuffer target) {
    long at = offset;
    while (target.hasRemaining()) {
      int within = (int) at & (PAGE_BYTES - 1);
      int length = Math.min(target.remaining(), PAGE_BYTES - within);
      Page page = page(at >>> PAGE_SHIFT);
      target.put(page == null ? ZEROS : page.bytes, within, length);
      at += length;
    }
  }

  /** Writes {@code length} bytes of {@code source}, which nobody changes again, from there on. */
  void write(long offset, byte[] source, int from, int length) {
    int done = 0;
    while (done < length) {
      long at = offset + done;
      int within = (int) at & (PAGE_BYTES - 1);
      int part = Math.min(length - done, PAGE_BYTES - within);
      if (part == PAGE_BYTES) {
        putPage(at >>> PAGE_SHIFT, source, from + done);
      } else {
        System.arraycopy(source, from + done, ownPage(at >>> PAGE_SHIFT), within, part);
      }
      done += part;
    }
  }

  /** Combines the bytes there, which lie within a page, with others. */
  void xor(long offset, byte[] bytes) {
    byte[] page = ownPage(offset >>> PAGE_SHIFT);
    int within = (int) offset & (PAGE_BYTES - 1);
    for (int i = 0; i < bytes.length; i++) {
      page[within + i] ^= bytes[i];
    }
  }

  /** Makes {@code length} bytes zero and gives their memory back. */
  void zero(long offset, long length) {
    long end = offset + length;
    long firstWhole = (offset + PAGE_BYTES - 1) >>> PAGE_SHIFT;
    long endWhole = end >>> PAGE_SHIFT;
    if (firstWhole > endWhole) {
      zeroPart(offset, end);
      return;
    }
    zeroPart(offset, firstWhole << PAGE_SHIFT);
    zeroPart(endWhole << PAGE_SHIFT, end);
    root = root.ownedBy(token);
    drop(root, height - 1, firstWhole, endWhole);
  }

  private void zeroPart(long offset, long end) {
    if (offset < end && page(offset >>> PAGE_SHIFT) != null) {
      write(offset, ZEROS, 0, (int) (end - offset));
    }
  }

  /** Drops the pages {@code from} to {@code end - 1} below a node, counted from its first. */
  private void drop(Node node, int level, long from, long end) {
    long span = 1L << (FAN_SHIFT * level);
    for (int slot = (int) (from / span); slot < FAN && slot * span < end; slot++) {
      long start = slot * span;
      Object child = node.children[slot];
      if (child == null || (from <= start && start + span <= end)) {
        node.children[slot] = null;
      } else {
        Node own = ((Node) child).ownedBy(token);
        node.children[slot] = own;
        drop(own, level - 1, Math.max(from - start, 0), Math.min(end - start, span));
      }
    }
  }

  private @Nullable Page page(long index) {
    Node node = root;
    for (int level = height - 1; level > 0; level--) {
      Object child = node.children[slot(index, level)];
      if (child == null) {
        return null;
      }
      node = (Node) child;
    }
    return (Page) node.children[slot(index, 0)];
  }

  /** Puts a whole page there; a source that is no more than the page becomes it, owned by none. */
  private void putPage(long index, byte[] source, int from) {
    Node node = ownLeaf(index);
    boolean whole = source.length == PAGE_BYTES;
    node.children[slot(index, 0)] =
        new Page(
            whole ? NOBODY : token,
            whole ? source : Arrays.copyOfRange(source, from, from + PAGE_BYTES));
  }

  /** The bytes of a page that this image alone holds. */
  private byte[] ownPage(long index) {
    Node node = ownLeaf(index);
    int slot = slot(index, 0);
    Page page = (Page) node.children[slot];
    if (page == null || page.owner != token) {
      page = new Page(token, page == null ? new byte[PAGE_BYTES] : page.bytes.clone());
      node.children[slot] = page;
    }
    return page.bytes;
  }

  /** The lowest node above a page, one that this image alone holds. */
  private Node ownLeaf(long index) {
    root = root.ownedBy(token);
    Node node = root;
    for (int level = height - 1; level > 0; level--) {
      int slot = slot(index, level);
      Object child = node.children[slot];
      Node own = child == null ? new Node(token) : ((Node) child).ownedBy(token);
      node.children[slot] = own;
      node = own;
    }
    return node;
  }

  private static int slot(long index, int level) {
    return (int) (index >>> (FAN_SHIFT * level)) & (FAN - 1);
  }
}
