namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Texts by code point, as Python sorts them. Ordinal comparison differs beyond U+FFFF, where it sees surrogates.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    internal static readonly CodePointOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length.CompareTo(right.Length);
        var (a, b) = (left[same], right[same]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
