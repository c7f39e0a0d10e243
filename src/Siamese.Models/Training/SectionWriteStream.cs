using System.Security.Cryptography;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Passes bytes on to a file and sums them up. Closing it leaves the file open.</summary>
internal sealed class SectionWriteStream(Stream file, IncrementalHash sum) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("A section that is being written has no length yet.");

    public override long Position
    {
        get => throw new NotSupportedException("A section is written from its start to its end.");
        set => throw new NotSupportedException("A section is written from its start to its end.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        sum.AppendData(buffer);
        file.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A section that is being written can't be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A section is written from its start to its end.");

    public override void SetLength(long value) => throw new NotSupportedException("A section is as long as what is written.");
}
