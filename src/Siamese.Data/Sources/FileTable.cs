using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Names of files in folders, as UTF-8 in one block: a few bytes beside each name. Immutable, thread-safe.</summary>
internal sealed class FileTable
{
    private const int LongestDirectPath = 1024;

    private readonly byte[][] _folders;
    private readonly int[] _folderOf;
    private readonly int[] _ends;      // where each name ends in _names
    private readonly byte[] _names;

    private FileTable(Builder builder)
    {
        _folders = [.. builder.Folders];
        _folderOf = [.. builder.FolderOf];
        _ends = [.. builder.Ends];
        _names = [.. builder.Names];
    }

    internal int Count => _ends.Length;

    /// <summary>The folder of a file, then a slash, then its name; the name alone where the folder is empty.</summary>
    internal string NameOf(int index)
    {
        var folder = _folders[_folderOf[index]];
        var name = Encoding.UTF8.GetString(Name(index));
        return folder.Length == 0 ? name : folder is [(byte)'/'] ? "/" + name : $"{Encoding.UTF8.GetString(folder)}/{name}";
    }

    /// <summary>Reads a file the short way; null where it has to go the long one. A folder that begins with a slash has no root.</summary>
    internal ImageBytes? TryRead(int index, ReadOnlySpan<byte> root)
    {
        if (!FileReader.IsDirect)
            return null;
        Span<byte> path = stackalloc byte[LongestDirectPath];
        var length = WritePath(index, root, path);
        return length == 0 ? null : FileReader.TryRead(path[..(length + 1)]);
    }

    // Root, slash, folder, slash, name and a zero; gives the length, or 0 where there is no room for it.
    private int WritePath(int index, ReadOnlySpan<byte> root, Span<byte> path)
    {
        var folder = _folders[_folderOf[index]];
        var name = Name(index);
        if (root.Length + folder.Length + name.Length + 3 > path.Length)
            return 0;
        var length = 0;
        if (folder.Length == 0 || folder[0] != (byte)'/')
        {
            root.CopyTo(path);
            length = root.Length;
            path[length++] = (byte)'/';
        }

        if (folder.Length > 0)
        {
            folder.CopyTo(path[length..]);
            length += folder.Length;
            path[length++] = (byte)'/';
        }

        name.CopyTo(path[length..]);
        length += name.Length;
        path[length] = 0;
        return length;
    }

    private ReadOnlySpan<byte> Name(int index)
    {
        var start = index == 0 ? 0 : _ends[index - 1];
        return _names.AsSpan(start, _ends[index] - start);
    }

    /// <summary>Takes files one by one, and hashes what they are.</summary>
    internal sealed class Builder : IDisposable
    {
        private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
        private int _folder;
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        internal List<byte[]> Folders { get; } = [];

        internal List<int> FolderOf { get; } = [];

        internal List<int> Ends { get; } = [];

        internal List<byte> Names { get; } = [];

        internal List<int> Labels { get; } = [];

        /// <summary>The folder of the files that come next.</summary>
        internal void Folder(string path)
        {
            if (_known.TryGetValue(path, out _folder))
                return;
            _folder = Folders.Count;
            _known.Add(path, _folder);
            Folders.Add(Encoding.UTF8.GetBytes(path));
        }

        /// <summary>The next file: name, class, and two numbers that change when its content does.</summary>
        internal void File(string name, int label, long size, long stamp)
        {
            Span<byte> numbers = stackalloc byte[24];
            BinaryPrimitives.WriteInt64LittleEndian(numbers, size);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], stamp);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[16..], label);
            var start = Names.Count;
            CollectionsMarshal.SetCount(Names, start + Encoding.UTF8.GetByteCount(name));
            Encoding.UTF8.GetBytes(name, CollectionsMarshal.AsSpan(Names)[start..]);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[20..], Names.Count - start);
            _hash.AppendData(Folders[_folder]);
            _hash.AppendData(CollectionsMarshal.AsSpan(Names)[start..]);
            _hash.AppendData(numbers);
            FolderOf.Add(_folder);
            Ends.Add(Names.Count);
            Labels.Add(label);
        }

        /// <summary>Number of files so far.</summary>
        internal int Count => Ends.Count;

        internal FileTable Build(IEnumerable<string> classNames, out string fingerprint)
        {
            foreach (var name in classNames)
            {
                _hash.AppendData(Encoding.UTF8.GetBytes(name));
                _hash.AppendData([0]);
            }

            fingerprint = $"{Count} files, {Convert.ToHexStringLower(_hash.GetHashAndReset().AsSpan(0, 8))}";
            return new FileTable(this);
        }

        public void Dispose() => _hash.Dispose();
    }
}
