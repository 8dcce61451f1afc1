using System.Xml;

namespace PinnSharp;

/// <summary>Points of space, or of time alone, connected so that values at them are a function.</summary>
internal interface IPlaces
{
    /// <summary>The points, row-major [count × dimension].</summary>
    double[] Points { get; }

    /// <summary>Number of coordinates of a point.</summary>
    int Dimension { get; }

    /// <summary>What files end with, and the kind of data set they hold.</summary>
    (string Extension, string DataSet) Kind { get; }

    /// <summary>The function that is linear, or linear in each coordinate, between values at the points.</summary>
    /// <param name="values">One number a point.</param>
    /// <param name="points">Where it is wanted, row-major [count × dimension].</param>
    double[] Interpolate(double[] values, double[] points);

    /// <summary>Writes the element of the data set.</summary>
    /// <param name="xml">Where to.</param>
    /// <param name="inside">What the element begins with, such as the moment.</param>
    /// <param name="arrays">Values at the points.</param>
    void Write(XmlWriter xml, Action inside, IReadOnlyList<NamedValues> arrays);
}
