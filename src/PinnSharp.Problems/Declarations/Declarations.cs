using System.Collections;

namespace PinnSharp.Problems;

/// <summary>Declared things by name, in order. Written as <c>{ ["name"] = …, … }</c>.</summary>
public sealed class Declarations<T> : IEnumerable<(SourceText Name, T Value)>
{
    private readonly List<(SourceText Name, T Value)> _items = [];

    /// <summary>Number of declarations.</summary>
    public int Count => _items.Count;

    /// <summary>Number of declarations that a reader saw, reported and could not use.</summary>
    internal int Dropped { get; set; }

    /// <summary>Declares a thing. The same name again is a second declaration, which validation reports.</summary>
    public T this[SourceText name] { set => Add(name, value); }

    /// <summary>Declares a thing.</summary>
    public void Add(SourceText name, T value) => _items.Add((name, value));

    /// <summary>These and others, which take the place of those of the same name.</summary>
    internal Declarations<T> With(Declarations<T> others, bool replace = true)
    {
        var result = new Declarations<T> { Dropped = Dropped + others.Dropped };
        var left = others._items.ToList();
        foreach (var item in _items)
            if (replace && left.FindIndex(o => o.Name.Text == item.Name.Text) is var at and >= 0)
            {
                result._items.Add(left[at]);
                left.RemoveAt(at);
            }
            else result._items.Add(item);
        result._items.AddRange(left);
        return result;
    }

    /// <inheritdoc/>
    public IEnumerator<(SourceText Name, T Value)> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Short forms of declarations.</summary>
public static class DeclarationExtensions
{
    /// <summary>Declares a field that is nothing special: <c>Fields = { "u", "v" }</c>.</summary>
    public static void Add(this Declarations<FieldDeclaration> fields, SourceText name) => fields.Add(name, new FieldDeclaration());
}
